import type { Route } from '../route.ts'

/** The daemon itself and its host. */
export const hostRoutes = {
  health: {
    method: 'GET',
    path: '/v1/health',
    permission: 'open',
    answers: 'json',
    summary: 'Whether the daemon answers, and its version',
  },
  openapi: {
    method: 'GET',
    path: '/v1/openapi.json',
    permission: 'open',
    answers: 'json',
    summary: 'This API as OpenAPI 3.1',
  },

  getHost: {
    method: 'GET',
    path: '/v1/host',
    permission: 'house:view',
    answers: 'json',
    summary: 'Facts about the host',
  },
  getHostMetrics: {
    method: 'GET',
    path: '/v1/metrics/host',
    permission: 'house:view',
    answers: 'json',
    summary: 'What the host did: CPU, memory, drives, network, temperatures',
  },
  getDoctor: {
    method: 'GET',
    path: '/v1/doctor',
    permission: 'house:view',
    answers: 'json',
    summary: 'What is fine and what is not on this host',
  },
  getWeb: {
    method: 'GET',
    path: '/v1/web',
    permission: 'house:view',
    answers: 'json',
    summary: 'Where the page is, and what its certificate is',
  },
  tryCertificate: {
    method: 'POST',
    path: '/v1/web/certificate/try',
    permission: 'house:admin',
    answers: 'json',
    takes: 'json',
    summary: 'Try for a certificate of the authority now',
  },
  getInventory: {
    method: 'GET',
    path: '/v1/inventory',
    permission: 'seen:view',
    answers: 'json',
    summary: 'Everything there is, with a sequence number',
  },
  events: {
    method: 'GET',
    path: '/v1/events',
    permission: 'seen:view',
    answers: 'events',
    summary: 'Changes since a sequence number, as server-sent events',
  },
} as const satisfies Record<string, Route>
