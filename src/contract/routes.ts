/**
 * Method, path and permission of every endpoint: plain data without schemas, so that the CLI starts fast.
 * What crosses each of them is in `endpoints.ts`.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** `:vm` and the like are path parameters. */
  readonly path: string
  /** Who may call it. A route without one does not start. */
  readonly permission: Permission
  /** `job`: answers 202 and a job, or 200 and a plan when `dryRun` is set. */
  readonly answers: 'json' | 'job' | 'bytes' | 'events' | 'websocket'
  readonly takes?: 'json' | 'bytes'
  readonly summary: string
}

export type Permission = 'open' | 'view' | 'operate' | 'admin'

export const routes = {
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
    permission: 'view',
    answers: 'json',
    summary: 'Facts about the host',
  },
  getDoctor: {
    method: 'GET',
    path: '/v1/doctor',
    permission: 'view',
    answers: 'json',
    summary: 'What is fine and what is not on this host',
  },
  getInventory: {
    method: 'GET',
    path: '/v1/inventory',
    permission: 'view',
    answers: 'json',
    summary: 'Everything there is, with a sequence number',
  },
  events: {
    method: 'GET',
    path: '/v1/events',
    permission: 'view',
    answers: 'events',
    summary: 'Changes since a sequence number, as server-sent events',
  },

  listVms: { method: 'GET', path: '/v1/vms', permission: 'view', answers: 'json', summary: 'All VMs' },
  getVm: {
    method: 'GET',
    path: '/v1/vms/:vm',
    permission: 'view',
    answers: 'json',
    summary: 'One VM, with its disks, sizes and addresses',
  },
  getVmXml: {
    method: 'GET',
    path: '/v1/vms/:vm/xml',
    permission: 'view',
    answers: 'json',
    summary: 'The definition as libvirt has it',
  },
  getVmLog: {
    method: 'GET',
    path: '/v1/vms/:vm/log',
    permission: 'view',
    answers: 'json',
    summary: 'What QEMU wrote about a VM',
  },
  createVm: {
    method: 'POST',
    path: '/v1/vms',
    permission: 'admin',
    answers: 'job',
    takes: 'json',
    summary: 'Make a VM',
  },
  startVm: {
    method: 'POST',
    path: '/v1/vms/:vm/start',
    permission: 'operate',
    answers: 'job',
    takes: 'json',
    summary: 'Start a VM',
  },
  stopVm: {
    method: 'POST',
    path: '/v1/vms/:vm/stop',
    permission: 'operate',
    answers: 'job',
    takes: 'json',
    summary: 'Shut a VM down, then pull its plug if told so',
  },
  restartVm: {
    method: 'POST',
    path: '/v1/vms/:vm/restart',
    permission: 'operate',
    answers: 'job',
    takes: 'json',
    summary: 'Shut a VM down and start it again',
  },
  pauseVm: {
    method: 'POST',
    path: '/v1/vms/:vm/pause',
    permission: 'operate',
    answers: 'job',
    takes: 'json',
    summary: 'Hold a running VM',
  },
  resumeVm: {
    method: 'POST',
    path: '/v1/vms/:vm/resume',
    permission: 'operate',
    answers: 'job',
    takes: 'json',
    summary: 'Let a paused VM go on',
  },
  renameVm: {
    method: 'POST',
    path: '/v1/vms/:vm/rename',
    permission: 'admin',
    answers: 'job',
    takes: 'json',
    summary: 'Give a VM another name',
  },
  setVm: {
    method: 'PATCH',
    path: '/v1/vms/:vm',
    permission: 'admin',
    answers: 'job',
    takes: 'json',
    summary: 'Change CPUs, memory or autostart',
  },
  cloneVm: {
    method: 'POST',
    path: '/v1/vms/:vm/clone',
    permission: 'admin',
    answers: 'job',
    takes: 'json',
    summary: 'Make a copy with an identity of its own',
  },
  deleteVm: {
    method: 'DELETE',
    path: '/v1/vms/:vm',
    permission: 'admin',
    answers: 'job',
    summary: 'Move a VM to the bin, or delete it for good',
  },
  execVm: {
    method: 'POST',
    path: '/v1/vms/:vm/exec',
    permission: 'operate',
    answers: 'json',
    takes: 'json',
    summary: 'Run a command in the guest through its agent',
  },
  readVmFile: {
    method: 'GET',
    path: '/v1/vms/:vm/file',
    permission: 'operate',
    answers: 'bytes',
    summary: 'Read a file of the guest through its agent',
  },
  writeVmFile: {
    method: 'PUT',
    path: '/v1/vms/:vm/file',
    permission: 'operate',
    answers: 'json',
    takes: 'bytes',
    summary: 'Write a file in the guest through its agent',
  },
  openVmConsole: {
    method: 'GET',
    path: '/v1/vms/:vm/console',
    permission: 'operate',
    answers: 'websocket',
    summary: 'The serial console, both ways',
  },

  listBin: {
    method: 'GET',
    path: '/v1/bin',
    permission: 'view',
    answers: 'json',
    summary: 'Deleted VMs that can come back',
  },
  restoreFromBin: {
    method: 'POST',
    path: '/v1/bin/:entry/restore',
    permission: 'admin',
    answers: 'job',
    takes: 'json',
    summary: 'Bring a deleted VM back',
  },
  purgeFromBin: {
    method: 'DELETE',
    path: '/v1/bin/:entry',
    permission: 'admin',
    answers: 'job',
    summary: 'Remove a deleted VM for good',
  },

  listImages: {
    method: 'GET',
    path: '/v1/images',
    permission: 'view',
    answers: 'json',
    summary: 'Images in the store',
  },
  getImage: {
    method: 'GET',
    path: '/v1/images/:image',
    permission: 'view',
    answers: 'json',
    summary: 'One image, and which VMs stand on it',
  },
  listCatalogue: {
    method: 'GET',
    path: '/v1/catalogue',
    permission: 'view',
    answers: 'json',
    summary: 'Images that can be pulled',
  },
  pullImage: {
    method: 'POST',
    path: '/v1/images/pull',
    permission: 'admin',
    answers: 'job',
    takes: 'json',
    summary: 'Fetch an image of the catalogue',
  },
  buildImage: {
    method: 'POST',
    path: '/v1/images/build',
    permission: 'admin',
    answers: 'job',
    takes: 'json',
    summary: "Make an image from a distribution's signed packages",
  },
  importImage: {
    method: 'POST',
    path: '/v1/images/import',
    permission: 'admin',
    answers: 'job',
    takes: 'json',
    summary: 'Take an image from an address or an upload',
  },
  uploadImage: {
    method: 'POST',
    path: '/v1/uploads',
    permission: 'admin',
    answers: 'json',
    takes: 'bytes',
    summary: 'Send a disk image or an ISO, to import it after',
  },
  removeImage: {
    method: 'DELETE',
    path: '/v1/images/:image',
    permission: 'admin',
    answers: 'job',
    summary: 'Remove an image',
  },

  listJobs: {
    method: 'GET',
    path: '/v1/jobs',
    permission: 'view',
    answers: 'json',
    summary: 'Jobs, newest first',
  },
  getJob: {
    method: 'GET',
    path: '/v1/jobs/:job',
    permission: 'view',
    answers: 'json',
    summary: 'One job with its steps',
  },
  getJobLog: {
    method: 'GET',
    path: '/v1/jobs/:job/log',
    permission: 'view',
    answers: 'json',
    summary: 'What a job wrote',
  },
  cancelJob: {
    method: 'POST',
    path: '/v1/jobs/:job/cancel',
    permission: 'operate',
    answers: 'json',
    takes: 'json',
    summary: 'Stop a job and undo what it did',
  },
} as const satisfies Record<string, Route>

export type EndpointName = keyof typeof routes
