/** What the CLI says about who may come in. */
export const accessWords = {
  setUp: {
    link: 'Open this in a browser, and the first administrator is yours to name:',
    trust: 'The browser will ask whether to trust it, as the certificate is of this host itself.',
    noPage: 'This daemon serves no page. One that does is started with: kisted --web 5478',
    done: 'This Kiste has been set up already; sign in on its page. Who may come in: kiste user list',
  },
  users: {
    none: 'Nobody may come in over the net yet. Open the page: kiste setup',
    columns: { name: 'USER', role: 'ROLE', vms: 'VMS', factor: 'SECOND FACTOR', state: 'STATE' },
    noSecond: 'none',
    codes: 'codes',
    passkeys: (count: number) => (count === 1 ? '1 passkey' : `${count} passkeys`),
    all: 'all',
    active: 'may come in',
    disabled: 'kept out',
    invited: 'invited',
    link: (name: string, until: string) =>
      `${name} opens this in a browser and chooses a password. It is shown this once, and works until ${until}:`,
    secret: (name: string, until: string) =>
      `This daemon serves no page. The secret of ${name}'s invitation, which works until ${until}:`,
    set: (name: string) => `${name} is changed.`,
    removed: (name: string) => `${name} may not come in any more.`,
    remove: (name: string) => `${name} is taken out, and their browsers and tokens with them:`,
    confirm: 'Taking somebody out',
  },
  noUser: (name: string) => ({ message: `There is no user ${name}.`, hint: 'kiste user list shows all.' }),
  whichOne: (what: 'token' | 'session') => ({
    message: `No ${what} was named.`,
    hint: `Name one of kiste ${what} list, or with --user all of somebody.`,
  }),
  tokens: {
    none: 'No program may come in with a token. Make one: kiste token create NAME --user USER',
    noneOf: (user: string) => `${user} has no tokens.`,
    columns: { token: 'TOKEN', level: 'MAY', vms: 'VMS', ends: 'ENDS', used: 'LAST USED' },
    level: { view: 'see', operate: 'operate', admin: 'everything' },
    all: 'all of its user',
    endless: 'never',
    ended: (at: string) => `ended ${at}`,
    unused: 'never',
    made: (token: string) =>
      `${token} is made. This is shown once; a program sends it as "Authorization: Bearer …":`,
    missing: (name: string) => ({
      message: `There is no token ${name}.`,
      hint: 'kiste token list shows all.',
    }),
    revoke: (token: string) => `${token} is taken back, and what uses it is refused from then on.`,
    confirm: 'Taking tokens back',
    revoked: (token: string) => `${token} is taken back.`,
  },
  sessions: {
    none: 'Nobody is signed in over the net.',
    noneOf: (user: string) => `${user} is not signed in.`,
    columns: {
      id: 'SESSION',
      user: 'USER',
      from: 'FROM',
      since: 'SINCE',
      seen: 'LAST SEEN',
      agent: 'BROWSER',
    },
    missing: (id: string) => ({
      message: `There is no session ${id}.`,
      hint: 'kiste session list shows all.',
    }),
    revoked: (user: string, address: string) => `${user} is signed out at ${address}.`,
  },
  audit: {
    none: 'Nothing was changed yet.',
    columns: { at: 'WHEN', who: 'WHO', from: 'FROM', what: 'WHAT', object: 'ON', result: 'RESULT' },
    here: 'this host',
    done: 'done',
    job: (id: string) => `job ${id}`,
  },
}
