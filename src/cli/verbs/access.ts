import type { EndpointTypes } from '../../contract/endpoints.ts'
import type { AuditQuery } from '../../domain/audit.ts'
import type { Role } from '../../domain/rights.ts'
import { accessWords } from '../access-words.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { confirm } from '../confirm.ts'
import { exitCodes } from '../../contract/errors.ts'
import { formatTime } from '../format.ts'
import { given } from '../given.ts'
import { printTable } from '../table.ts'

type User = EndpointTypes<'listUsers'>['response'][number]
type Invited = EndpointTypes<'createUser'>['response']

export async function showSetUp(ctx: Context): Promise<number> {
  const state = await ctx.client.call('getSetUp', {})
  const qr = state.link === undefined ? undefined : await qrCode(ctx, state.link)
  answer(ctx, state, ({ secret, link }) => {
    if (secret === undefined) ctx.err.line(accessWords.setUp.done)
    else if (link === undefined) ctx.err.line(accessWords.setUp.noPage)
    else {
      ctx.err.line(accessWords.setUp.link)
      ctx.out.line(link)
      if (qr !== undefined) ctx.err.line(qr)
      ctx.err.line(accessWords.setUp.trust)
    }
  })
  return exitCodes.ok
}

/** For a phone, where somebody looks at a terminal. */
async function qrCode(ctx: Context, link: string): Promise<string | undefined> {
  if (!ctx.err.isTerminal || ctx.json) return undefined
  const { renderUnicodeCompact } = await import('uqr')
  return renderUnicodeCompact(link, { border: 2 })
}

export async function listUsers(ctx: Context): Promise<void> {
  const [users, vms] = await Promise.all([ctx.client.call('listUsers', {}), ctx.client.call('listVms', {})])
  const names = new Map(vms.map(({ uuid, name }) => [uuid, name]))
  const { columns, none } = accessWords.users
  answer(ctx, users, () => {
    if (users.length === 0) ctx.err.line(none)
    else
      printTable(
        ctx.out,
        [
          { title: columns.name, cell: ({ name }) => name },
          { title: columns.role, cell: ({ role }) => role },
          { title: columns.vms, cell: (user) => vmsOf(user, names) },
          { title: columns.factor, cell: secondFactorOf },
          { title: columns.state, cell: stateOf },
        ],
        users,
      )
  })
}

function vmsOf({ role, vms }: User, names: ReadonlyMap<string, string>): string {
  return role === 'operator' ? vms.map((uuid) => names.get(uuid) ?? uuid).join(', ') : accessWords.users.all
}

function secondFactorOf({ hasTotp, passkeys }: User): string {
  const { codes, passkeys: counted, noSecond } = accessWords.users
  const has = [...(hasTotp ? [codes] : []), ...(passkeys > 0 ? [counted(passkeys)] : [])]
  return has.length === 0 ? noSecond : has.join(', ')
}

function stateOf({ disabled, hasPassword, passkeys }: User): string {
  const { disabled: keptOut, active, invited } = accessWords.users
  if (disabled) return keptOut
  return hasPassword || passkeys > 0 ? active : invited
}

interface Wish {
  readonly role?: Role | undefined
  readonly vms?: readonly string[] | undefined
}

export async function addUser(ctx: Context, name: string, { role, vms }: Wish): Promise<void> {
  const body = { name, role: role ?? 'viewer', ...given({ vms: vms === undefined ? undefined : [...vms] }) }
  showInvitation(ctx, await ctx.client.call('createUser', { body }))
}

export async function setUser(
  ctx: Context,
  user: string,
  wish: Wish & { readonly name?: string | undefined; readonly disabled?: boolean | undefined },
): Promise<void> {
  const body = given({ ...wish, vms: wish.vms === undefined ? undefined : [...wish.vms] })
  const changed = await ctx.client.call('setUser', { params: { user }, body })
  answer(ctx, changed, ({ name }) => ctx.out.line(accessWords.users.set(name)))
}

export async function resetUser(ctx: Context, user: string): Promise<void> {
  showInvitation(ctx, await ctx.client.call('resetUser', { params: { user }, body: {} }))
}

function showInvitation(ctx: Context, invited: Invited): void {
  const { link, secret } = accessWords.users
  answer(ctx, invited, ({ user, expiresAt, ...made }) => {
    const say = made.link === undefined ? secret : link
    ctx.err.line(say(user.name, formatTime(expiresAt)))
    ctx.out.line(made.link ?? made.secret)
  })
}

export async function removeUser(ctx: Context, user: string): Promise<number> {
  const { confirm: what, remove, removed } = accessWords.users
  if (!(await confirm(ctx, what, [remove(user)]))) return exitCodes.failed
  const done = await ctx.client.call('removeUser', { params: { user } })
  answer(ctx, done, () => ctx.out.line(removed(user)))
  return exitCodes.ok
}

export async function showAudit(ctx: Context, wish: AuditQuery): Promise<void> {
  const entries = await ctx.client.call('listAudit', { query: given(wish) })
  const { columns, none, here, done, job } = accessWords.audit
  answer(ctx, entries, () => {
    if (entries.length === 0) ctx.err.line(none)
    else
      printTable(
        ctx.out,
        [
          { title: columns.at, cell: ({ at }) => formatTime(at) },
          { title: columns.who, cell: ({ who }) => who },
          { title: columns.from, cell: ({ address }) => address ?? here },
          { title: columns.what, cell: ({ what }) => what },
          { title: columns.object, cell: ({ object }) => object ?? '' },
          {
            title: columns.result,
            cell: ({ code, jobId }) => code ?? (jobId === undefined ? done : job(jobId)),
          },
        ],
        entries,
      )
  })
}
