import type { Route } from '../route.ts'

/** Images. */
export const imageRoutes = {
  listImages: {
    method: 'GET',
    path: '/v1/images',
    permission: 'house:view',
    answers: 'json',
    summary: 'Images in the store',
  },
  getImage: {
    method: 'GET',
    path: '/v1/images/:image',
    permission: 'house:view',
    answers: 'json',
    summary: 'One image, and which VMs stand on it',
  },
  listCatalogue: {
    method: 'GET',
    path: '/v1/catalogue',
    permission: 'house:view',
    answers: 'json',
    summary: 'Images that can be pulled',
  },
  pullImage: {
    method: 'POST',
    path: '/v1/images/pull',
    permission: 'house:admin',
    answers: 'job',
    takes: 'json',
    summary: 'Fetch an image of the catalogue',
  },
  buildImage: {
    method: 'POST',
    path: '/v1/images/build',
    permission: 'house:admin',
    answers: 'job',
    takes: 'json',
    summary: "Make an image from a distribution's signed packages",
  },
  importImage: {
    method: 'POST',
    path: '/v1/images/import',
    permission: 'house:admin',
    answers: 'job',
    takes: 'json',
    summary: 'Take an image from an address or an upload',
  },
  uploadImage: {
    method: 'POST',
    path: '/v1/uploads',
    permission: 'house:admin',
    answers: 'json',
    takes: 'bytes',
    summary: 'Send a disk image or an ISO, to import it after',
  },
  removeImage: {
    method: 'DELETE',
    path: '/v1/images/:image',
    permission: 'house:admin',
    answers: 'job',
    summary: 'Remove an image',
  },
} as const satisfies Record<string, Route>
