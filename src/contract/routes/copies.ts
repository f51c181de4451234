import type { Route } from '../route.ts'

/** Copies of VMs elsewhere: where they go, of what, and how they are. */
export const copyRoutes = {
  listTargets: {
    method: 'GET',
    path: '/v1/targets',
    permission: 'house:view',
    answers: 'json',
    summary: 'Where copies go',
  },
  createTarget: {
    method: 'POST',
    path: '/v1/targets',
    permission: 'house:admin',
    answers: 'job',
    takes: 'json',
    summary: 'Let copies go to a pool of this host',
  },
  removeTarget: {
    method: 'DELETE',
    path: '/v1/targets/:target',
    permission: 'house:admin',
    answers: 'job',
    summary: 'Forget a target; what was copied stays',
  },
  listCopies: {
    method: 'GET',
    path: '/v1/copies',
    permission: 'house:view',
    answers: 'json',
    summary: 'How each VM is at each target, and what is wished',
  },
  setVmCopies: {
    method: 'PUT',
    path: '/v1/vms/:vm/copies',
    permission: 'vm:admin',
    answers: 'job',
    takes: 'json',
    summary: 'Say where a VM is copied to',
  },
  setStoreCopies: {
    method: 'PUT',
    path: '/v1/stores/:store/copies',
    permission: 'house:admin',
    answers: 'job',
    takes: 'json',
    summary: 'Say where the VMs of a store are copied to',
  },
  setHostCopies: {
    method: 'PUT',
    path: '/v1/copies',
    permission: 'house:admin',
    answers: 'job',
    takes: 'json',
    summary: 'Say where all VMs are copied to',
  },
  copyVm: {
    method: 'POST',
    path: '/v1/vms/:vm/copies/:target',
    permission: 'vm:admin',
    answers: 'job',
    summary: 'Copy a VM to a target now',
  },
} as const satisfies Record<string, Route>
