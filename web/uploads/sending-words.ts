import type { Message } from '../messages/message.ts'
import type { Words } from '../messages/translator.ts'
import type { Tone } from '../ui/tone.ts'
import type { SendState } from './send-file.ts'

/** How a file that is being sent stands, for people. Without a share there is nothing to draw. */
export function sendingWords(
  state: SendState,
  sizeBytes: number,
  { bytes, duration }: Pick<Words, 'bytes' | 'duration'>,
): { readonly tone: Tone; readonly text: Message; readonly share?: number } {
  const share = (sent: number) => (sizeBytes === 0 ? 1 : sent / sizeBytes)
  switch (state.at) {
    case 'sending': {
      const { sentBytes, bytesPerSecond } = state
      const values = { sent: bytes(sentBytes), size: bytes(sizeBytes) }
      const text: Message =
        bytesPerSecond === undefined || bytesPerSecond <= 0
          ? { key: 'upload.sending', values }
          : {
              key: 'upload.sendingAt',
              values: {
                ...values,
                speed: bytes(bytesPerSecond),
                left: duration(Math.round((sizeBytes - sentBytes) / bytesPerSecond)),
              },
            }
      return { tone: 'busy', text, share: share(sentBytes) }
    }
    case 'waiting':
      return { tone: 'look', text: { key: 'upload.waiting' }, share: share(state.sentBytes) }
    case 'paused':
      return {
        tone: 'off',
        text: { key: state.because === 'taken' ? 'upload.taken' : 'upload.paused' },
        share: share(state.sentBytes),
      }
    case 'checking':
      return { tone: 'busy', text: { key: 'upload.checking' }, share: 1 }
    case 'whole':
      return { tone: 'ok', text: { key: 'upload.whole', values: { size: bytes(sizeBytes) } } }
    case 'failed':
      return { tone: 'broken', text: { key: 'upload.failed' } }
  }
}
