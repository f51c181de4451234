import type { App } from '../app/app.ts'
import type { SetCopiesWish } from '../domain/plan-set-copies.ts'
import type { Handlers } from './handler.ts'

type CopyHandlers = Pick<
  Handlers,
  | 'listTargets'
  | 'createTarget'
  | 'removeTarget'
  | 'listCopies'
  | 'setVmCopies'
  | 'setStoreCopies'
  | 'setHostCopies'
  | 'copyVm'
>

/** Copies of VMs elsewhere. */
export function copyHandlers({ changes, queries }: Pick<App, 'changes' | 'queries'>): CopyHandlers {
  return {
    listTargets: () => queries.targets(),
    createTarget: ({ body }) => changes.createTarget(body),
    removeTarget: ({ params }) => changes.removeTarget(params.target),
    async listCopies() {
      const [wishes, copies] = await Promise.all([queries.copyWishes(), queries.copies()])
      return { wishes, copies }
    },
    setVmCopies: ({ params, body }) => changes.setCopies({ of: 'vm', vm: params.vm }, asWish(body)),
    setStoreCopies: ({ params, body }) =>
      changes.setCopies({ of: 'store', store: params.store }, asWish(body)),
    setHostCopies: ({ body }) => changes.setCopies({ of: 'host' }, asWish(body)),
    copyVm: ({ params }) => changes.copyNow({ vm: params.vm, to: params.target }),
  }
}

/** `null` takes a wish back. */
function asWish({ to }: { readonly to: readonly string[] | null }): SetCopiesWish {
  return { to: to ?? undefined }
}
