import type { Route } from '../route.ts'

/** Jobs. */
export const jobRoutes = {
  listJobs: {
    method: 'GET',
    path: '/v1/jobs',
    permission: 'seen:view',
    answers: 'json',
    summary: 'Jobs, newest first',
  },
  getJob: {
    method: 'GET',
    path: '/v1/jobs/:job',
    permission: 'job:view',
    answers: 'json',
    summary: 'One job with its steps',
  },
  getJobLog: {
    method: 'GET',
    path: '/v1/jobs/:job/log',
    permission: 'job:view',
    answers: 'json',
    summary: 'What a job wrote',
  },
  cancelJob: {
    method: 'POST',
    path: '/v1/jobs/:job/cancel',
    permission: 'job:operate',
    answers: 'json',
    takes: 'json',
    summary: 'Stop a job and undo what it did',
  },
} as const satisfies Record<string, Route>
