import { lastWords } from './last-words.ts'
import { means, quoted, saidSo, type Meaning } from './meaning.ts'
import type { ZfsErrorKind } from './zfs-error.ts'

/** What the errors of sending and receiving are to people. */
export const streamMeanings = {
  'target-changed': means(
    'wrong_state',
    'the target was changed since it last received',
    'Nothing on it was touched. See what: zfs diff.',
  ),
  'base-mismatch': means(
    'wrong_state',
    'the newest snapshot of the target is not the one the stream begins at',
    'Plan it again from what both sides have.',
  ),
  'base-missing': means(
    'not_found',
    (error) => `the snapshot the stream would begin at is gone (${lastWords(error)})`,
    'Plan it again from what both sides have.',
  ),
  'target-exists': means(
    'already_exists',
    (error) => `the target is there already (${lastWords(error)})`,
    'Choose another target; nothing is overwritten.',
  ),
  'partial-saved': means(
    'host_failed',
    'the stream ended too early, and what came is kept',
    'Go on with it: the resume token is on the target.',
  ),
  'partial-blocks': means(
    'wrong_state',
    'a transfer to it was interrupted and can go on',
    ({ object }) => `Go on with it, or give it up: zfs receive -A ${quoted(object.name)}`,
  ),
  'token-stale': means(
    'not_found',
    (error) => `what the interrupted transfer sent is gone (${lastWords(error)})`,
    'Give up the rest on the target (zfs receive -A) and begin again.',
  ),
  'token-bad': means('invalid_input', 'the resume token is damaged', 'Read it afresh from the target.'),
  'stream-broken': means('host_failed', (error) => `the stream broke (${lastWords(error)})`, 'Try again.'),
  'stream-options': means('not_supported', saidSo, 'It has to be sent the same way as the first time.'),
} as const satisfies Partial<Record<ZfsErrorKind, Meaning>>
