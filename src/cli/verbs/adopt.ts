import { change, wish } from '../change.ts'
import { usageError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import { storeWords } from '../store-words.ts'
import { words } from '../words.ts'

interface AdoptInput {
  readonly what: string
  readonly name?: string | undefined
  readonly store?: string | undefined
}

export async function adopt(ctx: Context, { what, name, store }: AdoptInput): Promise<number> {
  if (name === undefined) {
    if (store === undefined) return adoptStore(ctx, what)
    throw usageError(storeWords.adopt.storeOfStore)
  }
  if (what !== 'vm') throw usageError(storeWords.adopt.onlyVm(what, name))
  return adoptVm(ctx, name, store)
}

async function adoptStore(ctx: Context, store: string): Promise<number> {
  return change(ctx, [
    wish(ctx, 'adoptStore', { params: { store }, body: {} }, (job) => [
      [storeWords.adopt.store(job.title)],
      [words.next('kiste vm list')],
    ]),
  ])
}

async function adoptVm(ctx: Context, vm: string, store: string | undefined): Promise<number> {
  return change(ctx, [
    wish(ctx, 'adoptVm', { params: { vm }, body: given({ store }) }, () => [
      [storeWords.adopt.vm(vm)],
      [words.next(`kiste vm show ${vm}`)],
    ]),
  ])
}
