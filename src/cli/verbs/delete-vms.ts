import { change, wish } from '../change.ts'
import type { Context } from '../command.ts'
import { confirm, willAsk } from '../confirm.ts'
import { formatBytes } from '../../domain/size.ts'
import { given } from '../given.ts'
import { vmWords } from '../vm-words.ts'
import { words } from '../words.ts'

export async function deleteVms(
  ctx: Context,
  input: { readonly names: readonly string[]; readonly now?: boolean | undefined },
): Promise<number> {
  const { names } = input
  const now = input.now === true
  const wishes = names.map((vm) =>
    wish(ctx, 'deleteVm', { params: { vm }, query: given({ now: now || undefined }) }, (job) => [
      [now ? vmWords.deletedForGood(job.object.name) : vmWords.movedToBin(job.object.name)],
      ...(now ? [] : [[words.next('kiste bin list')]]),
    ]),
  )
  if (!(await confirm(ctx, `kiste vm delete ${names.join(' ')}`, await whatGoes(ctx, names, now)))) return 1
  return change(ctx, wishes, { many: names.length > 1 })
}

/** What a person should know before the yes: the question and what goes. What cannot be done is said now, not after the yes. */
async function whatGoes(ctx: Context, names: readonly string[], now: boolean): Promise<string[]> {
  const lines = [now ? words.confirm.deleteForGood(names) : words.confirm.deleteToBin(names)]
  if (!willAsk(ctx)) return lines
  for (const name of names) {
    const plan = await ctx.client.preview('deleteVm', {
      params: { vm: name },
      query: given({ now: now || undefined }),
    })
    const vm = await ctx.client.call('getVm', { params: { vm: name } })
    for (const size of vm.diskSizes)
      lines.push(words.confirm.disk(vm.name, size.target, formatBytes(size.allocatedBytes)))
    lines.push(...plan.notes.map((note) => `  ${note}`))
  }
  return lines
}
