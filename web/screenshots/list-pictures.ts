import { keep } from '../console/kept.ts'

/** Whether the list of VMs shows their screens, in this browser. */
export const listPictures = keep('kiste-list-pictures', ['on', 'off'])
