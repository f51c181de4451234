import { expect } from 'vitest'
import type { Bench } from './browse.ts'
import { makeTarget, makeVmInPool, takeSnapshot } from './copies.ts'
import { makeVm, press, type DialogRow } from './dialog-states.ts'

/** A page of a VM that is made for this. */
function own(name: string, tab: string) {
  return async (bench: Bench) => {
    await makeVm(bench, name)
    return `/vms/${name}/${tab}`
  }
}

export const dialogsOfVms: readonly DialogRow[] = [
  {
    file: 'forms/vm-action-dialog.tsx',
    at: '/vms/web',
    open: press('Shut down'),
    choose: (dialog) => dialog.getByLabel(/does not shut down by itself/).check(),
    button: 'Shut down',
    sends: ['POST', /^\/v1\/vms\/web\/stop$/],
  },
  {
    file: 'forms/snapshot-dialog.tsx',
    at: own('kept', 'history'),
    open: press('Take a snapshot'),
    typed: [
      ['What it is for', 'Before the change'],
      ['Name', 'before'],
    ],
    button: 'Take the snapshot',
    sends: ['POST', /^\/v1\/snapshots$/],
  },
  {
    file: 'forms/clone-dialog.tsx',
    at: '/vms/build/settings',
    open: press('Clone'),
    typed: [['Name of the new VM', 'build-2']],
    button: 'Clone',
    sends: ['POST', /^\/v1\/vms\/build\/clone$/],
  },
  {
    file: 'forms/rename-dialog.tsx',
    at: own('plain', 'settings'),
    open: press('Rename'),
    typed: [['New name', 'fancy']],
    button: 'Rename',
    sends: ['POST', /^\/v1\/vms\/plain\/rename$/],
  },
  {
    file: 'forms/move-dialog.tsx',
    at: async (bench) => {
      await makeVm(bench, 'mover')
      await bench.daemon.ask('POST', '/v1/stores', { pool: 'fast' })
      await expect
        .poll(() => bench.daemon.ask('GET', '/v1/stores'), { timeout: 30_000 })
        .toContainEqual(expect.objectContaining({ name: 'fast' }))
      return '/vms/mover/settings'
    },
    open: press('Move to another store'),
    button: 'Move',
    sends: ['POST', /^\/v1\/vms\/mover\/move$/],
  },
  {
    file: 'forms/adopt-dialog.tsx',
    at: '/vms/win-test/settings',
    open: press('Take over'),
    button: 'Take over',
    sends: ['POST', /^\/v1\/vms\/win-test\/adopt$/],
  },
  {
    file: 'forms/set-dialog.tsx',
    at: own('slim', 'settings'),
    open: press('Change'),
    typed: [['Memory', '1G']],
    button: 'Change',
    sends: ['PATCH', /^\/v1\/vms\/slim$/],
  },
  {
    file: 'forms/notes-dialog.tsx',
    at: own('noted', 'settings'),
    open: press('Edit the notes'),
    typed: [['Notes', '# A long text\n\nthat must not be lost']],
    button: 'Save the notes',
    sends: ['PATCH', /^\/v1\/vms\/noted$/],
  },
  {
    file: 'forms/delete-dialog.tsx',
    at: own('gone', 'settings'),
    open: press('Delete'),
    button: 'Move to the bin',
    sends: ['DELETE', /^\/v1\/vms\/gone$/],
  },
  {
    file: 'forms/disk-dialog.tsx',
    which: 'add',
    at: '/vms/build/disks',
    open: press('Add a disk'),
    typed: [
      ['Name', 'data'],
      ['Size', '20G'],
    ],
    button: 'Add',
    sends: ['POST', /^\/v1\/vms\/build\/disks$/],
  },
  {
    file: 'forms/disk-dialog.tsx',
    which: 'grow',
    at: '/vms/build/disks',
    open: press('Grow data'),
    typed: [['Size', '30G']],
    button: 'Grow',
    sends: ['POST', /^\/v1\/vms\/build\/disks\/data\/grow$/],
  },
  {
    file: 'forms/disk-dialog.tsx',
    which: 'remove',
    at: '/vms/build/disks',
    open: press('Remove data'),
    button: 'Remove',
    sends: ['DELETE', /^\/v1\/vms\/build\/disks\/data$/],
  },
  {
    file: 'forms/create-vm-dialog.tsx',
    at: '/new/vm?image=debian-12',
    open: () => Promise.resolve(),
    typed: [['Name', 'fresh']],
    button: 'Make and start it',
    sends: ['POST', /^\/v1\/vms$/],
  },
  {
    file: 'forms/restore-dialog.tsx',
    at: '/bin',
    open: press('Bring back playground'),
    typed: [['Name', 'ground']],
    button: 'Bring back',
    sends: ['POST', /^\/v1\/bin\/playground-1\/restore$/],
  },
  {
    file: 'forms/purge-dialog.tsx',
    at: async (bench) => {
      await makeVm(bench, 'litter')
      await bench.daemon.ask('DELETE', '/v1/vms/litter')
      return '/bin'
    },
    open: press('Delete for good: litter'),
    typed: [['To be sure, type “litter”', 'litter']],
    button: 'Delete for good',
    sends: ['DELETE', /^\/v1\/bin\/litter/],
  },
  {
    file: 'forms/cancel-job-dialog.tsx',
    at: async (bench) => {
      await makeVm(bench, 'no-stop')
      const start = await bench.daemon.ask('POST', '/v1/vms/no-stop/start', {})
      const ended = () => bench.daemon.ask('GET', `/v1/jobs/${(start as { readonly id: string }).id}`)
      await expect.poll(ended, { timeout: 30_000 }).toMatchObject({ state: 'done' })
      const stop = await bench.daemon.ask('POST', '/v1/vms/no-stop/stop', {})
      return `/jobs/${(stop as { readonly id: string }).id}`
    },
    open: press('Cancel the job'),
    button: 'Cancel the job',
    sends: ['POST', /^\/v1\/jobs\/[^/]+\/cancel$/],
    hasNoPlan: true,
  },
]

export const dialogsOfHistory: readonly DialogRow[] = [
  {
    file: 'policies/policy-dialog.tsx',
    which: 'of a VM',
    at: own('looked-after', 'history'),
    open: press('Set a policy'),
    typed: [['Rules', 'daily at 03:00, keep 3']],
    button: 'Set it',
    sends: ['PUT', /^\/v1\/vms\/looked-after\/policy$/],
  },
  {
    file: 'copies/copy-now-dialog.tsx',
    at: async ({ daemon }) => {
      await makeTarget(daemon, 'usb', 'fast')
      await makeVmInPool(daemon, 'tank', 'copied')
      await takeSnapshot(daemon, 'copied', 'first')
      return '/vms/copied/history'
    },
    open: press('Copy now'),
    button: 'Copy now',
    sends: ['POST', /^\/v1\/vms\/copied\/copies\/usb$/],
  },
  {
    file: 'forms/return-dialog.tsx',
    at: '/vms/old-forum/history?at=half-way',
    open: press('Go back here'),
    typed: [['Name of the new branch', 'again']],
    button: 'Go back',
    sends: ['POST', /^\/v1\/vms\/old-forum\/snapshots\/half-way\/rollback$/],
  },
  {
    file: 'forms/hold-dialog.tsx',
    at: '/vms/old-forum/history?at=installed',
    open: press('Hold'),
    typed: [['Why, in a word', 'audit']],
    button: 'Hold',
    sends: ['POST', /^\/v1\/vms\/old-forum\/snapshots\/installed\/hold$/],
  },
  {
    file: 'history/history-dialog.tsx',
    which: 'release',
    at: '/vms/old-forum/history?at=before-upgrade',
    open: press('Let go: audit'),
    button: 'Let go',
    sends: ['POST', /^\/v1\/vms\/old-forum\/snapshots\/before-upgrade\/release$/],
  },
  {
    file: 'history/history-dialog.tsx',
    which: 'remove',
    at: async (bench) => {
      await makeVm(bench, 'past')
      const taken = await bench.daemon.ask('POST', '/v1/snapshots', { vms: ['past'], name: 'once' })
      const ended = () => bench.daemon.ask('GET', `/v1/jobs/${(taken as { readonly id: string }).id}`)
      await expect.poll(ended, { timeout: 30_000 }).toMatchObject({ state: 'done' })
      return '/vms/past/history?at=once'
    },
    open: press('Delete the snapshot'),
    button: 'Delete for good',
    sends: ['DELETE', /^\/v1\/vms\/past\/snapshots\/once$/],
  },
  {
    file: 'history/history-dialog.tsx',
    which: 'keep what was tried',
    at: '/vms/home-assistant/history',
    open: press('Keep what was tried'),
    button: 'Keep',
    sends: ['POST', /^\/v1\/vms\/home-assistant\/try\/keep$/],
  },
  {
    file: 'forms/try-dialog.tsx',
    at: '/vms/build/history',
    open: press('Try something out'),
    typed: [['What you try', 'A new kernel']],
    button: 'Begin',
    sends: ['POST', /^\/v1\/vms\/build\/try$/],
  },
]

export const dialogsOfImages: readonly DialogRow[] = [
  {
    file: 'forms/get-image-dialog.tsx',
    at: '/images',
    open: press('From an address'),
    typed: [['Address', 'https://example.org/rescue.iso']],
    button: 'Go',
    sends: ['POST', /^\/v1\/images\/import$/],
  },
  {
    file: 'forms/remove-image-dialog.tsx',
    at: '/images',
    open: press('Remove rescue'),
    button: 'Remove',
    sends: ['DELETE', /^\/v1\/images\/rescue$/],
  },
  {
    file: 'uploads/upload-dialog.tsx',
    at: '/images',
    open: (page) =>
      page.locator('input[type=file]').setInputFiles({
        name: 'tools.iso',
        mimeType: 'application/octet-stream',
        buffer: Buffer.alloc(70_000, 'kiste'),
      }),
    typed: [['Name of the image', 'toolbox']],
    button: 'Send',
    plans: ['POST', /^\/v1\/images\/import$/],
    sends: ['POST', /^\/v1\/uploads\/begin$/],
  },
]
