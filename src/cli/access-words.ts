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
  audit: {
    none: 'Nothing was changed yet.',
    columns: { at: 'WHEN', who: 'WHO', from: 'FROM', what: 'WHAT', object: 'ON', result: 'RESULT' },
    here: 'this host',
    done: 'done',
    job: (id: string) => `job ${id}`,
  },
}
