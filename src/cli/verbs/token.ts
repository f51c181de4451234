import type { EndpointTypes } from '../../contract/endpoints.ts'
import { exitCodes } from '../../contract/errors.ts'
import type { Level } from '../../domain/rights.ts'
import { isTokenOver } from '../../domain/user.ts'
import { accessWords } from '../access-words.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { confirm } from '../confirm.ts'
import { ofUser } from '../find-user.ts'
import { formatTime } from '../format.ts'
import { given } from '../given.ts'
import { pickNamed, takeBack } from '../pick-named.ts'
import { printTable } from '../table.ts'
import { tokenAddress } from '../token-address.ts'
import { tokenEnd, usualTokenLife, type TokenLife } from '../token-life.ts'

type Token = EndpointTypes<'listTokens'>['response'][number]

const said = accessWords.tokens

export async function listTokens(ctx: Context, user: string | undefined): Promise<void> {
  const [all, vms] = await Promise.all([ctx.client.call('listTokens', {}), ctx.client.call('listVms', {})])
  const tokens = await ofUser(ctx.client, all, user)
  const names = new Map(vms.map(({ uuid, name }) => [uuid, name]))
  const now = new Date()
  answer(ctx, tokens, () => {
    if (tokens.length === 0) ctx.err.line(user === undefined ? said.none : said.noneOf(user))
    else
      printTable(
        ctx.out,
        [
          { title: said.columns.token, cell: (token) => tokenAddress(token) },
          { title: said.columns.level, cell: ({ level }) => said.level[level] },
          { title: said.columns.vms, cell: ({ reach }) => vmsOf(reach, names) },
          { title: said.columns.ends, cell: (token) => endOf(token, now) },
          {
            title: said.columns.used,
            cell: ({ usedAt }) => (usedAt === undefined ? said.unused : formatTime(usedAt)),
          },
        ],
        tokens,
      )
  })
}

function vmsOf(reach: Token['reach'], names: ReadonlyMap<string, string>): string {
  return reach.of === 'house' ? said.all : reach.uuids.map((uuid) => names.get(uuid) ?? uuid).join(', ')
}

function endOf(token: Token, now: Date): string {
  if (token.expiresAt === undefined) return said.endless
  const at = formatTime(token.expiresAt)
  return isTokenOver(token, now) ? said.ended(at) : at
}

export async function createToken(
  ctx: Context,
  name: string,
  wish: {
    readonly user?: string | undefined
    readonly level?: Level | undefined
    readonly vms?: readonly string[] | undefined
    readonly expires?: TokenLife | undefined
  },
): Promise<void> {
  const body = given({
    name,
    user: wish.user,
    level: wish.level ?? 'view',
    vms: wish.vms === undefined ? undefined : [...wish.vms],
    expiresAt: tokenEnd(wish.expires ?? usualTokenLife, new Date()),
  })
  const made = await ctx.client.call('createToken', { body })
  answer(ctx, made, ({ token, secret }) => {
    ctx.err.line(said.made(tokenAddress(token)))
    ctx.out.line(secret)
  })
}

export async function revokeTokens(
  ctx: Context,
  { tokens, user }: { readonly tokens: readonly string[]; readonly user?: string | undefined },
): Promise<number> {
  const picked = await pickNamed(ctx.client, {
    all: await ctx.client.call('listTokens', {}),
    named: tokens,
    user,
    label: 'token',
    isNamed: (token, typed) =>
      token.id === typed || tokenAddress(token).toLowerCase() === typed.toLowerCase(),
    missing: said.missing,
  })
  const addresses = picked.map(tokenAddress)
  if (picked.length > 0 && !(await confirm(ctx, said.confirm, addresses.map(said.revoke))))
    return exitCodes.failed
  await takeBack(picked, ({ id }) => ctx.client.call('removeToken', { params: { token: id } }))
  answer(ctx, picked, () => {
    if (picked.length === 0) ctx.err.line(said.noneOf(user ?? ''))
    for (const address of addresses) ctx.out.line(said.revoked(address))
  })
  return exitCodes.ok
}
