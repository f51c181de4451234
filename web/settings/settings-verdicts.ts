import type { ApiToken, BrowserSession, OwnAccount, User, Web } from '../api/access-queries.ts'
import type { Verdict } from '../components/verdict.ts'
import type { Message } from '../messages/message.ts'
import { publicVerdict } from './public-certificate.ts'

const fewCodes = 3

/** How well one's own account is protected. */
export function accountVerdict(account: OwnAccount): Verdict {
  const { hasTotp, recoveryCodesLeft: left, passkeys, name } = account
  if (hasTotp && left <= fewCodes)
    return {
      tone: 'look',
      lead: { key: 'account.verdict.fewCodes', values: { left } },
      rest: [{ key: 'account.verdict.fewCodesNext' }],
    }
  if (hasTotp) return { tone: 'ok', lead: { key: 'account.verdict.codes', values: { name } }, rest: [] }
  if (passkeys > 0)
    return {
      tone: 'ok',
      lead: { key: 'account.verdict.passkeys', values: { name, count: passkeys } },
      rest: [{ key: 'account.verdict.passwordToo' }],
    }
  return {
    tone: 'look',
    lead: { key: 'account.verdict.passwordAlone' },
    rest: [{ key: 'account.verdict.passwordAloneNext' }],
  }
}

export const noAccountVerdict: Verdict = {
  tone: 'off',
  lead: { key: 'account.verdict.none' },
  rest: [{ key: 'account.verdict.noneMeans' }],
}

/** `own` are those of whoever looks. */
export function sessionsVerdict(own: readonly BrowserSession[]): Verdict {
  const others = own.filter(({ isThis }) => !isThis).length
  return {
    tone: 'ok',
    lead: { key: 'sessions.verdict.others', values: { count: others } },
    rest: others > 0 ? [{ key: 'sessions.verdict.unknown' }] : [],
  }
}

export function tokensVerdict(tokens: readonly ApiToken[], nowMs: number): Verdict {
  if (tokens.length === 0)
    return { tone: 'off', lead: { key: 'tokens.verdict.none' }, rest: [{ key: 'tokens.verdict.noneMeans' }] }
  const over = tokens.filter((token) => isOver(token, nowMs)).length
  const endless = tokens.filter(({ expiresAt }) => expiresAt === undefined).length
  const rest: Message[] = []
  if (over > 0) rest.push({ key: 'tokens.verdict.over', values: { count: over } })
  if (endless > 0) rest.push({ key: 'tokens.verdict.endless', values: { count: endless } })
  return {
    tone: 'ok',
    lead: { key: 'tokens.verdict.some', values: { count: tokens.length - over } },
    rest,
  }
}

export function isOver({ expiresAt }: Pick<ApiToken, 'expiresAt'>, nowMs: number): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= nowMs
}

export function usersVerdict(users: readonly User[]): Verdict {
  const inside = users.filter(({ disabled }) => !disabled)
  const admins = inside.filter(({ role }) => role === 'admin').length
  const bare = inside.filter(({ hasTotp, passkeys, role }) => role === 'admin' && !hasTotp && passkeys === 0)
  const lead: Message = { key: 'users.verdict.some', values: { count: inside.length, admins } }
  const [first] = bare
  if (first === undefined) return { tone: 'ok', lead, rest: [] }
  return {
    tone: 'look',
    lead,
    rest: [{ key: 'users.verdict.bare', values: { count: bare.length, name: first.name } }],
  }
}

export function houseVerdict(web: Web): Verdict {
  switch (web.state) {
    case 'off':
      return { tone: 'off', lead: { key: 'house.verdict.off' }, rest: [] }
    case 'plain':
      return { tone: 'off', lead: { key: 'house.verdict.plain' }, rest: [{ key: 'house.verdict.plainNext' }] }
    case 'tls':
      if (web.public !== undefined) return publicVerdict(web.public)
      return web.authority === undefined
        ? { tone: 'ok', lead: { key: 'house.verdict.given' }, rest: [] }
        : {
            tone: 'ok',
            lead: { key: 'house.verdict.authority' },
            rest: [{ key: 'house.verdict.authorityMeans' }],
          }
  }
}
