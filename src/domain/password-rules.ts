import type { Problem } from './problem.ts'

export const passwordLimits = { least: 10, most: 255 } as const

/** What people take first when they are asked for a password, and those who guess too; longer forms of them are as weak. */
const worn = [
  'password',
  'passwort',
  'kiste',
  'qwert',
  'admin',
  '12345',
  'letmein',
  'geheim',
  'welcome',
  'willkommen',
]

/**
 * Everything that is wrong with a new password. Length is asked for and no kinds of characters, as NIST SP 800-63B advises.
 */
export function checkPassword(password: string, userName: string, field = 'password'): Problem[] {
  const because = whyBad(password, userName)
  if (because === undefined) return []
  return [
    {
      code: 'invalid_input',
      field,
      message: `This password will not do: ${because}.`,
      hint: 'Four or five words that have nothing to do with each other are easy to keep and hard to guess.',
    },
  ]
}

function whyBad(password: string, userName: string): string | undefined {
  const count = Array.from(password).length
  if (count < passwordLimits.least)
    return `it has ${count} characters, and ${passwordLimits.least} are needed`
  if (count > passwordLimits.most) return `it has more than ${passwordLimits.most} characters`
  const rest = withoutWorn(password.toLowerCase(), userName.toLowerCase())
  // What is left after the words that everybody tries has to carry it.
  if (new Set(rest).size < 4) return 'it is one of the first that somebody would try'
  return undefined
}

function withoutWorn(password: string, userName: string): string {
  return [...worn, ...(userName.length >= 3 ? [userName] : [])].reduce(
    (rest, word) => rest.replaceAll(word, ''),
    password,
  )
}
