import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { dialogsOfPools } from '../browser/support/dialogs-of-pools.ts'
import { dialogsOfSettings } from '../browser/support/dialogs-of-settings.ts'
import { dialogsOfHistory, dialogsOfImages, dialogsOfVms } from '../browser/support/dialogs-of-vms.ts'

/** These hold others, or choose between them. */
const frames = [
  'forms/ask-dialog.tsx',
  'forms/plan-dialog.tsx',
  'forms/vm-deed-dialog.tsx',
  'pools/pool-dialog.tsx',
]

/** These ask the daemon for nothing. */
const silent = ['console/text-dialog.tsx']

test('each dialog of the page is looked at while it waits, and when it is refused', async () => {
  const web = resolve(import.meta.dirname, '../../web')
  const files = await readdir(web, { recursive: true })
  const dialogs = files.filter((file) => /dialogs?\.tsx$/.test(file))
  const rows = [
    ...dialogsOfVms,
    ...dialogsOfHistory,
    ...dialogsOfImages,
    ...dialogsOfPools,
    ...dialogsOfSettings,
  ]
  const known = new Set([...frames, ...silent, ...rows.map(({ file }) => file)])
  expect(dialogs.filter((file) => !known.has(file))).toEqual([])
  expect([...known].filter((file) => !files.includes(file))).toEqual([])
})
