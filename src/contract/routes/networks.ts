import type { Route } from '../route.ts'

/** What VMs are plugged into. */
export const networkRoutes = {
  listNetworks: {
    method: 'GET',
    path: '/v1/networks',
    permission: 'house:view',
    answers: 'json',
    summary: "libvirt's networks, and who has an address in them",
  },
} as const satisfies Record<string, Route>
