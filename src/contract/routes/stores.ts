import type { Route } from '../route.ts'

/** Stores and their bins. */
export const storeRoutes = {
  listStores: {
    method: 'GET',
    path: '/v1/stores',
    permission: 'house:view',
    answers: 'json',
    summary: 'Where VMs can live, and how much room is there',
  },
  createStore: {
    method: 'POST',
    path: '/v1/stores',
    permission: 'house:admin',
    answers: 'job',
    takes: 'json',
    summary: 'Make a store in a pool',
  },
  adoptStore: {
    method: 'POST',
    path: '/v1/stores/:store/adopt',
    permission: 'house:admin',
    answers: 'job',
    takes: 'json',
    summary: 'Take in the VMs of a store that this host does not know',
  },
  listBin: {
    method: 'GET',
    path: '/v1/bin',
    permission: 'house:view',
    answers: 'json',
    summary: 'Deleted VMs that can come back',
  },
  restoreFromBin: {
    method: 'POST',
    path: '/v1/bin/:entry/restore',
    permission: 'house:admin',
    answers: 'job',
    takes: 'json',
    summary: 'Bring a deleted VM back',
  },
  purgeFromBin: {
    method: 'DELETE',
    path: '/v1/bin/:entry',
    permission: 'house:admin',
    answers: 'job',
    summary: 'Remove a deleted VM for good',
  },
} as const satisfies Record<string, Route>
