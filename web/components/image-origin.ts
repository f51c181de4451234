import type { Image } from '../api/answers.ts'
import type { Message, MessageKey } from '../messages/message.ts'

type Origin = Image['origin']

/** Where an image comes from, and whether anybody vouched for it. */
export function imageOrigin(origin: Origin): Message {
  switch (origin.type) {
    case 'catalogue':
      return origin.signature.state === 'good'
        ? { key: 'image.from.signed', values: { by: origin.signature.by } }
        : { key: 'image.from.catalogue' }
    case 'built':
      return { key: 'image.from.built' }
    case 'imported':
      return { key: 'image.from.imported', values: { from: origin.from } }
  }
}

/** How one comes by the same image again. */
export const comesBack: Readonly<Record<Origin['type'], MessageKey>> = {
  catalogue: 'image.back.catalogue',
  built: 'image.back.built',
  imported: 'image.back.imported',
}
