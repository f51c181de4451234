import type { AcmeStep } from '../domain/acme.ts'

/** What the CLI says about the certificate of the page. */
export const certificateWords = {
  off: 'This daemon serves no page. One that does is started with: kisted --web 5478',
  plain: 'The page is served on this host alone, without a certificate.',
  own: 'The page shows a certificate by the authority of the house; devices that know it do not ask.',
  given: 'The page shows the certificate that was given with --web-cert.',
  good: (names: string, authority: string) => `${names} is shown with a certificate of ${authority}.`,
  waiting: (names: string, authority: string) =>
    `There is no certificate of ${authority} for ${names} yet; the one of the house is shown.`,
  failing: (names: string) =>
    `${names} is shown with a good certificate, but the last try to renew it failed.`,
  fact: {
    names: 'Names',
    authority: 'Authority',
    directory: 'Asked at',
    issuer: 'Signed by',
    expires: 'Good until',
    renews: 'Renewed from',
    next: 'Next try',
    byHand: 'By hand from',
    last: 'Last try',
    rehearsal: 'Last rehearsal',
    house: "House's own until",
    going: 'Goes on',
  },
  result: { done: 'a certificate came', failed: 'failed', 'cut-off': 'cut off, as the daemon ended' },
  rehearsed: 'it would work',
  ended: (at: string, result: string) => `${at}, ${result}`,
  steps: {
    directory: 'asking the authority what it can',
    account: 'entering with the account',
    order: 'ordering',
    records: 'setting the record in the DNS',
    'name-servers': 'waiting until all name servers show it',
    check: 'the authority looks',
    certificate: 'fetching the certificate',
  } satisfies Readonly<Record<AcmeStep, string>>,
  step: (text: string) => `… ${text}`,
  detached: 'It goes on without you: kiste certificate show',
  cutOff: 'The daemon ended meanwhile; it goes on by itself: kiste certificate show',
  got: 'A certificate came, and is shown from now on.',
  rehearsalWorked: 'It works; with the real authority it would be the same: kiste certificate try',
} as const
