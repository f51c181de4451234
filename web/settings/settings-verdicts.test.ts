import { describe, expect, test } from 'vitest'
import { sayVerdict } from '../components/testing/say-verdict.ts'
import {
  accountVerdict,
  houseVerdict,
  sessionsVerdict,
  tokensVerdict,
  usersVerdict,
} from './settings-verdicts.ts'

const account = { name: 'anna', role: 'admin', hasTotp: false, recoveryCodesLeft: 0, passkeys: 0 } as const
const at = '2027-01-01T12:00:00.000Z'
const nowMs = Date.parse(at)

describe('an account', () => {
  test.each([
    [{}, 'look', 'Your password alone opens your account.', 'Dein Konto öffnet allein dein Passwort.'],
    [
      { hasTotp: true, recoveryCodesLeft: 10 },
      'ok',
      'Your account takes your password and a code.',
      'Dein Konto verlangt dein Passwort und einen Code.',
    ],
    [
      { hasTotp: true, recoveryCodesLeft: 1 },
      'look',
      'You have one recovery code left.',
      'Du hast noch einen Notfallcode.',
    ],
    [{ passkeys: 2 }, 'ok', 'You have 2 passkeys.', 'Du hast 2 Passkeys.'],
  ])('%j', (more, tone, en, de) => {
    const said = sayVerdict(accountVerdict({ ...account, ...more }))
    expect(said.tone).toBe(tone)
    expect([said.en.startsWith(en), said.de.startsWith(de)], `${said.en} ${said.de}`).toEqual([true, true])
  })
})

test('sessions: what is not this browser is worth a look', () => {
  const session = { id: 'a', userId: 'u', user: 'anna', address: '::1', agent: '', createdAt: at, seenAt: at }
  const verdict = (...these: boolean[]) =>
    sayVerdict(sessionsVerdict(these.map((isThis) => ({ ...session, isThis })))).en
  expect(verdict(true)).toBe('You are signed in here and nowhere else.')
  expect(verdict(true, false, false)).toMatch(/^You are signed in here and in 2 other browsers\./)
})

describe('tokens', () => {
  const token = { id: 't', userId: 'u', user: 'anna', name: 'ha', level: 'view', createdAt: at } as const
  const of = (...ends: (string | undefined)[]) =>
    ends.map((expiresAt) => ({
      ...token,
      reach: { of: 'house' } as const,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    }))
  test.each([
    [of(), 'off', 'No program has a token.'],
    [of('2027-02-01T00:00:00.000Z'), 'ok', 'One program may come in.'],
    [of(undefined, at), 'ok', 'One program may come in. One token has ended. One never ends.'],
  ] as const)('%#', (tokens, tone, en) => {
    const said = sayVerdict(tokensVerdict(tokens, nowMs))
    expect(said.tone).toBe(tone)
    expect(said.en).toMatch(new RegExp(`^${en}`))
  })
})

describe('users', () => {
  const user = {
    id: 'u',
    name: 'anna',
    role: 'admin',
    vms: [],
    disabled: false,
    createdAt: at,
    hasPassword: true,
    hasTotp: true,
    passkeys: 0,
  } as const
  test.each([
    [[user], 'ok', 'One person may come in, one as administrator.'],
    [
      [user, { ...user, id: 'v', name: 'bert', role: 'viewer', hasTotp: false }],
      'ok',
      '2 people may come in, one as administrator.',
    ],
    [
      [{ ...user, hasTotp: false }],
      'look',
      'One person may come in, one as administrator. The account of anna may do everything, and a password alone opens it.',
    ],
    [[user, { ...user, id: 'v', disabled: true }], 'ok', 'One person may come in, one as administrator.'],
  ] as const)('%#', (users, tone, en) => {
    expect(sayVerdict(usersVerdict(users))).toMatchObject({ tone, en })
  })
})

describe('the house', () => {
  const certificate = { expiresAt: at, fingerprint: 'AA' }
  test.each([
    [{ state: 'off', origins: [] }, 'off'],
    [{ state: 'plain', origins: ['http://localhost:1'] }, 'off'],
    [{ state: 'tls', origins: [], certificate }, 'ok'],
    [{ state: 'tls', origins: [], certificate, authority: certificate }, 'ok'],
  ] as const)('%j', (web, tone) => {
    expect(sayVerdict(houseVerdict(web)).tone).toBe(tone)
  })
})
