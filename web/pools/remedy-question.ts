import type { MessageKey } from '../messages/message.ts'
import type { PoolQuestion } from './pool-ask.ts'
import { deviceNamed, deviceTitle } from './vdev-groups.ts'
import type { Pool, PoolRemedy } from '../api/answers.ts'

/** What to do, as a button that opens a dialog; or as words, where hands have to do it. */
export type RemedyStep =
  | {
      readonly is: 'button'
      readonly label: MessageKey
      readonly name: string
      readonly question: PoolQuestion
    }
  | { readonly is: 'link'; readonly label: MessageKey; readonly name: string; readonly vm: string }
  | { readonly is: 'text' }

/** Where the doctor's word leads on the page. */
export function remedyStep(remedy: PoolRemedy, pool: Pick<Pool, 'vdevs'>): RemedyStep {
  switch (remedy.kind) {
    case 'replace':
    case 'online':
    case 'detach':
    case 'remove': {
      const { device = '' } = remedy
      const vdev = deviceNamed(pool.vdevs, device)
      const title = vdev ? deviceTitle(vdev) : device
      return {
        is: 'button',
        label: deviceLabels[remedy.kind],
        name: title,
        question: { action: remedy.kind, device, title, fresh: remedy.with },
      }
    }
    case 'scrub':
    case 'clear':
    case 'upgrade':
    case 'trim':
      return { is: 'button', label: poolLabels[remedy.kind], name: '', question: { action: remedy.kind } }
    case 'discard-checkpoint':
      return {
        is: 'button',
        label: poolLabels['discard-checkpoint'],
        name: '',
        question: { action: 'discardCheckpoint' },
      }
    case 'go-back':
      return { is: 'link', label: 'doctor.goBack', name: remedy.vm ?? '', vm: remedy.vm ?? '' }
    case 'show':
    case 'by-hand':
      return { is: 'text' }
  }
}

const deviceLabels = {
  replace: 'doctor.replace',
  online: 'doctor.online',
  detach: 'doctor.detach',
  remove: 'doctor.remove',
} as const satisfies Record<string, MessageKey>

const poolLabels = {
  scrub: 'pool.do.scrub',
  clear: 'pool.do.clear',
  upgrade: 'pool.do.upgrade',
  trim: 'pool.do.trim',
  'discard-checkpoint': 'pool.do.discardCheckpoint',
} as const satisfies Record<string, MessageKey>
