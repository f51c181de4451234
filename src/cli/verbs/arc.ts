import { formatBytes } from '../../domain/size.ts'
import { answer } from '../answer.ts'
import { change, wish } from '../change.ts'
import { usageError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { poolWords } from '../pool-words.ts'
import { readBytes } from '../readers.ts'
import { exitCodes } from '../../contract/errors.ts'

/** Shows the cache, or limits it; `default` leaves it to ZFS. */
export async function arc(ctx: Context, size: string | undefined): Promise<number> {
  if (size === undefined) {
    const facts = await ctx.client.call('getArc', {})
    answer(ctx, facts, () =>
      ctx.out.line(
        poolWords.arc(
          formatBytes(facts.sizeBytes),
          formatBytes(facts.maxBytes),
          formatBytes(facts.hostBytes),
          facts.setBytes !== 0,
        ),
      ),
    )
    return exitCodes.ok
  }
  const read = size === 'default' ? ({ ok: true, value: 0 } as const) : readBytes(size, 'size')
  if (!read.ok) {
    const [problem] = read.problems
    throw usageError(problem?.message ?? size, { hint: problem?.hint ?? '' })
  }
  return change(ctx, [wish(ctx, 'setArc', { body: { maxBytes: read.value } })])
}
