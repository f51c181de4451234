import type { Page } from 'playwright-core'
import { TOTP } from 'otpauth'
import { withAuthenticator } from './authenticator.ts'
import type { Bench } from './browse.ts'
import { makeTarget } from './copies.ts'
import { pick, press, type DialogRow } from './dialog-states.ts'
import { comeIn } from './people.ts'

const password = 'sechs gelbe Boote'

async function invite({ admin }: Bench, name: string): Promise<{ readonly secret: string }> {
  if (!admin) throw new Error('Nobody has set it up.')
  return (await admin.ask('POST', '/v1/users', { name, role: 'viewer' })) as { readonly secret: string }
}

/** Somebody of this name, who is there from then on. */
function member(name: string) {
  return async (bench: Bench) => {
    const { secret } = await invite(bench, name)
    return { as: await comeIn(bench.origin, '/v1/invitation', { secret, password }) }
  }
}

async function invited(bench: Bench, name: string): Promise<string> {
  await invite(bench, name)
  return '/settings/users'
}

/** Somebody for whom an app makes codes. */
async function withTotp(bench: Bench) {
  const { as } = await member('tara')(bench)
  const { secret } = (await as.ask('POST', '/v1/account/totp', { password })) as { readonly secret: string }
  await as.ask('POST', '/v1/account/totp/confirm', { code: new TOTP({ secret }).generate() })
  return { as }
}

async function makePasskey(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('What it is to be called').fill('laptop')
  await page.getByLabel('Your password of now').fill(password)
  await page.getByRole('button', { name: 'Go on with the device' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** An authority that this host has not: how the page of one would be told of it. */
async function withAuthority(page: Page): Promise<void> {
  await page.route('**/v1/web', async (route) => {
    const at = '2099-01-01T00:00:00.000Z'
    const certificate = { expiresAt: at, fingerprint: 'AB:CD', issuer: 'Tests' }
    const names = ['kiste.example.org']
    await route.fulfill({
      json: {
        state: 'tls',
        origins: ['https://kiste.example.org'],
        names,
        certificate,
        public: {
          names,
          authority: 'Tests',
          directory: 'https://example.org',
          nextTryAt: at,
          canRehearse: true,
        },
      },
    })
  })
}

export const dialogsOfSettings: readonly DialogRow[] = [
  {
    file: 'settings/password-card.tsx',
    at: '/settings',
    visit: member('paul'),
    open: press('Change the password'),
    typed: [
      ['Your password of now', password],
      ['New password', 'sieben rote Boote'],
    ],
    button: 'Change it',
    sends: ['POST', /^\/v1\/account\/password$/],
    hasNoPlan: true,
  },
  {
    file: 'settings/totp-set-up-dialog.tsx',
    at: '/settings',
    visit: member('tom'),
    open: press('Set up an app'),
    typed: [['Your password of now', password]],
    button: 'Show the QR code',
    sends: ['POST', /^\/v1\/account\/totp$/],
    hasNoPlan: true,
    leadsTo: (page) => page.getByLabel('Code of your app'),
  },
  {
    file: 'settings/totp-remove-dialog.tsx',
    at: '/settings',
    visit: withTotp,
    open: press('Remove the app'),
    typed: [['Your password of now', password]],
    button: 'Remove the app',
    sends: ['POST', /^\/v1\/account\/totp\/remove$/],
    hasNoPlan: true,
  },
  {
    file: 'settings/passkey-dialog.tsx',
    at: '/settings',
    visit: async (bench) => ({ ...(await member('paula')(bench)), before: withAuthenticator }),
    open: press('Add a passkey'),
    typed: [
      ['What it is to be called', 'laptop'],
      ['Your password of now', password],
    ],
    button: 'Go on with the device',
    sends: ['POST', /^\/v1\/account\/passkeys\/options$/],
    hasNoPlan: true,
  },
  {
    file: 'settings/passkey-rename-dialog.tsx',
    at: '/settings',
    visit: async (bench) => ({ ...(await member('rita')(bench)), before: withAuthenticator }),
    open: async (page) => {
      await makePasskey(page)
      await press('Rename laptop')(page)
    },
    typed: [['What it is to be called', 'old-laptop']],
    button: 'Rename',
    sends: ['PATCH', /^\/v1\/account\/passkeys\/[^/]+$/],
    hasNoPlan: true,
  },
  {
    file: 'settings/passkeys-card.tsx',
    at: '/settings',
    visit: async (bench) => ({ ...(await member('rosa')(bench)), before: withAuthenticator }),
    open: async (page) => {
      await makePasskey(page)
      await press('Remove laptop')(page)
    },
    button: 'Remove',
    sends: ['DELETE', /^\/v1\/account\/passkeys\/[^/]+$/],
    hasNoPlan: true,
  },
  {
    file: 'settings/sessions-tab.tsx',
    at: '/settings/sessions',
    visit: async (bench) => {
      const options = await member('sven')(bench)
      await comeIn(bench.origin, '/v1/session', { name: 'sven', password })
      return options
    },
    open: press(/^Sign out the one from/),
    button: 'Sign out',
    sends: ['DELETE', /^\/v1\/sessions\/[^/]+$/],
    hasNoPlan: true,
  },
  {
    file: 'settings/token-dialog.tsx',
    at: '/settings/tokens',
    open: press('Make a token'),
    typed: [['What is it for?', 'backup']],
    button: 'Make it',
    sends: ['POST', /^\/v1\/tokens$/],
    hasNoPlan: true,
    leadsTo: (page) => page.getByRole('dialog', { name: 'The token backup' }),
  },
  {
    file: 'settings/tokens-tab.tsx',
    at: '/settings/tokens',
    open: press('Take back backup'),
    button: 'Take back',
    sends: ['DELETE', /^\/v1\/tokens\/[^/]+$/],
    hasNoPlan: true,
  },
  {
    file: 'policies/policy-dialog.tsx',
    which: 'of a store',
    at: '/settings/policies',
    open: async (page) => {
      const store = page.getByRole('region', { name: 'Store local' })
      await store.getByRole('button', { name: 'Set a policy' }).click()
    },
    // Nothing is snapshotted by it, and the others find the VMs as they were.
    choose: (dialog) => dialog.getByLabel('Snapshots').selectOption('None'),
    button: 'Set it',
    sends: ['PUT', /^\/v1\/stores\/local\/policy$/],
  },
  {
    file: 'copies/new-target-dialog.tsx',
    at: '/settings/copies',
    open: press('New target'),
    typed: [['Name', 'attic']],
    button: 'Make the target',
    sends: ['POST', /^\/v1\/targets$/],
  },
  {
    file: 'copies/forget-target-dialog.tsx',
    at: '/settings/copies',
    open: press('Forget attic'),
    button: 'Forget',
    sends: ['DELETE', /^\/v1\/targets\/attic$/],
  },
  {
    file: 'copies/copy-dialog.tsx',
    which: 'of a store',
    at: async ({ daemon }) => {
      await makeTarget(daemon, 'usb', 'fast')
      return '/settings/copies'
    },
    open: async (page) => {
      const store = page.getByRole('region', { name: 'Store local' })
      await store.getByRole('button', { name: 'Choose targets' }).click()
    },
    choose: (dialog) => dialog.getByLabel('Copies').selectOption('None'),
    button: 'Set it',
    sends: ['PUT', /^\/v1\/stores\/local\/copies$/],
  },
  {
    file: 'settings/invite-dialog.tsx',
    at: '/settings/users',
    open: press('Invite somebody'),
    typed: [['Name', 'otto']],
    button: 'Invite',
    sends: ['POST', /^\/v1\/users$/],
    hasNoPlan: true,
    leadsTo: (page) => page.getByRole('dialog', { name: 'otto is invited' }),
  },
  {
    file: 'settings/user-action-dialog.tsx',
    which: 'rights',
    at: (bench) => invited(bench, 'olga'),
    open: pick('More about olga', 'Change rights'),
    choose: (dialog) => dialog.getByLabel('Role').selectOption('Administrator'),
    button: 'Change',
    sends: ['PATCH', /^\/v1\/users\/[^/]+$/],
    hasNoPlan: true,
  },
  {
    file: 'settings/user-action-dialog.tsx',
    which: 'keep out',
    at: '/settings/users',
    open: pick('More about olga', 'Keep out'),
    button: 'Keep out',
    sends: ['PATCH', /^\/v1\/users\/[^/]+$/],
    hasNoPlan: true,
  },
  {
    file: 'settings/user-action-dialog.tsx',
    which: 'take out',
    at: '/settings/users',
    open: pick('More about olga', /^Take out/),
    button: 'Take out',
    sends: ['DELETE', /^\/v1\/users\/[^/]+$/],
    hasNoPlan: true,
  },
  {
    file: 'settings/try-certificate-dialog.tsx',
    at: '/settings/house',
    visit: () => Promise.resolve({ before: withAuthority }),
    open: press('Rehearse'),
    button: 'Rehearse',
    sends: ['POST', /^\/v1\/web\/certificate\/try$/],
    hasNoPlan: true,
    answer: {},
  },
]
