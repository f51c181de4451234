import { pick, press, type DialogRow } from './dialog-states.ts'

export const dialogsOfPools: readonly DialogRow[] = [
  {
    file: 'pools/plain-dialogs.tsx',
    which: 'pause a check',
    at: '/pools/shelf',
    open: press('Pause the check'),
    button: 'Pause the check',
    sends: ['POST', /^\/v1\/pools\/shelf\/scrub$/],
  },
  {
    file: 'pools/key-dialog.tsx',
    which: 'load',
    at: '/pools/vault',
    open: press('Load the key'),
    typed: [['Passphrase', 'drei blaue Lampen']],
    button: 'Load the key',
    sends: ['POST', /^\/v1\/pools\/vault\/load-key$/],
  },
  {
    file: 'pools/key-dialog.tsx',
    which: 'change',
    at: '/pools/vault',
    open: pick('More', 'Another key'),
    typed: [
      ['Passphrase', 'vier gelbe Boote'],
      ['Once more', 'vier gelbe Boote'],
    ],
    button: 'Another key',
    sends: ['POST', /^\/v1\/pools\/vault\/change-key$/],
  },
  {
    file: 'pools/destroy-dialog.tsx',
    at: '/pools/vault',
    open: pick('More', 'Give up'),
    typed: [['Type “vault” to confirm', 'vault']],
    button: 'Give up',
    sends: ['DELETE', /^\/v1\/pools\/vault$/],
  },
  {
    file: 'pools/set-dialog.tsx',
    at: '/pools/fast',
    open: pick('More', /^Change a property/),
    typed: [['Value', 'zstd']],
    button: 'Change a property',
    sends: ['PATCH', /^\/v1\/pools\/fast$/],
  },
  {
    file: 'pools/plain-dialogs.tsx',
    which: 'take offline',
    at: '/pools/fast',
    open: pick('What can be done with sdh', /^Take offline/),
    choose: (dialog) => dialog.getByLabel('Only until the host starts again').check(),
    button: 'Take offline',
    sends: ['POST', /^\/v1\/pools\/fast\/offline$/],
  },
  {
    file: 'pools/plain-dialogs.tsx',
    which: 'bring back online',
    at: '/pools/fast',
    open: press('Bring sdh back online …'),
    button: 'Bring back online',
    sends: ['POST', /^\/v1\/pools\/fast\/online$/],
  },
  {
    file: 'pools/split-dialog.tsx',
    at: '/pools/fast',
    open: pick('More', /^Split/),
    typed: [['Name of the new pool', 'half']],
    choose: (dialog) => dialog.getByLabel('No second copy is left, and that is meant').check(),
    button: 'Split',
    sends: ['POST', /^\/v1\/pools\/fast\/split$/],
  },
  {
    file: 'pools/attach-dialog.tsx',
    at: '/pools/fast',
    open: pick('More', /^Attach a drive/),
    choose: (dialog) => dialog.getByRole('radio', { name: /^sdf/ }).check(),
    button: 'Attach a drive',
    sends: ['POST', /^\/v1\/pools\/fast\/attach$/],
  },
  {
    file: 'pools/add-dialog.tsx',
    at: '/pools/tank',
    open: pick('More', /^Add drives/),
    choose: async (dialog) => {
      for (const name of [/^sds/, /^sdt/]) await dialog.getByRole('checkbox', { name }).check()
      await dialog.getByLabel('Sizes that differ widely are meant').check()
    },
    button: 'Add drives',
    sends: ['POST', /^\/v1\/pools\/tank\/add$/],
  },
  {
    file: 'pools/replace-dialog.tsx',
    at: '/pools/tank',
    open: press('Replace sdb …'),
    choose: (dialog) => dialog.getByRole('radio', { name: /^sde/ }).check(),
    button: 'Replace',
    sends: ['POST', /^\/v1\/pools\/tank\/replace$/],
  },
  {
    file: 'pools/import-dialog.tsx',
    at: '/pools',
    open: press('Import backup'),
    choose: (dialog) => dialog.getByLabel(/does not use it any more/).check(),
    button: 'Import to look',
    sends: ['POST', /^\/v1\/importable-pools\/\d+\/import$/],
  },
  {
    file: 'pools/measure/measure-dialog.tsx',
    at: '/pools/tank/measure',
    open: (page) =>
      page
        .getByRole('region', { name: 'Would another compression pay?' })
        .getByRole('button', { name: /^Measure …/ })
        .click(),
    button: 'Measure',
    sends: ['POST', /^\/v1\/pools\/tank\/advise$/],
  },
  {
    file: 'pools/measure/set-to-dialog.tsx',
    at: '/pools/tank/measure',
    open: press('Set zstd … tank/documents'),
    button: 'Set',
    sends: ['PATCH', /^\/v1\/pools\/tank$/],
  },
  {
    file: 'forms/arc-dialog.tsx',
    at: '/host',
    open: press('Change the limit …'),
    typed: [['It may grow to', '2G']],
    button: 'Set the limit',
    sends: ['PATCH', /^\/v1\/arc$/],
  },
  {
    file: 'pages/new-pool-page.tsx',
    at: '/new/pool',
    open: async (page) => {
      await page.getByText('recommended').waitFor()
      await page.getByLabel('Name', { exact: true }).fill('made')
      const meant = page.getByLabel('Sizes that differ widely are meant')
      if ((await meant.count()) > 0) await meant.check()
      await page.getByRole('button', { name: 'See the plan …' }).click()
    },
    button: 'Make a pool',
    sends: ['POST', /^\/v1\/pools$/],
  },
]
