import type { Route } from '../route.ts'

/** When VMs are snapshotted by themselves, and what stays of that. */
export const policyRoutes = {
  listPolicies: {
    method: 'GET',
    path: '/v1/policies',
    permission: 'house:view',
    answers: 'json',
    summary: 'The policies that are wished of the host, of stores and of VMs',
  },
  getVmPolicy: {
    method: 'GET',
    path: '/v1/vms/:vm/policy',
    permission: 'vm:view',
    answers: 'json',
    summary: 'The policy of a VM, what it does in the coming week, and what becomes of each snapshot',
  },
  setVmPolicy: {
    method: 'PUT',
    path: '/v1/vms/:vm/policy',
    permission: 'vm:admin',
    answers: 'job',
    takes: 'json',
    summary: 'Say when a VM is snapshotted by itself, and what stays',
  },
  setStorePolicy: {
    method: 'PUT',
    path: '/v1/stores/:store/policy',
    permission: 'house:admin',
    answers: 'job',
    takes: 'json',
    summary: 'Say when the VMs of a store are snapshotted by themselves, and what stays',
  },
  setHostPolicy: {
    method: 'PUT',
    path: '/v1/policy',
    permission: 'house:admin',
    answers: 'job',
    takes: 'json',
    summary: 'Say when all VMs are snapshotted by themselves, and what stays',
  },
} as const satisfies Record<string, Route>
