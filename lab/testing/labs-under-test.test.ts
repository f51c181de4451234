import { expect, test } from 'vitest'
import { pickLabs } from './labs-under-test.ts'

test('a run has a fresh machine of each flavour, which bears its process in its name', async () => {
  expect(await pickLabs({})).toEqual({
    ours: true,
    labs: [
      { name: `test-${process.pid}-zfs-2.3`, flavour: 'zfs-2.3', kvm: false },
      { name: `test-${process.pid}-zfs-2.1`, flavour: 'zfs-2.1', kvm: false },
    ],
  })
})

test('or of those flavours that were asked for', async () => {
  const { labs } = await pickLabs({ KISTE_LAB_FLAVOURS: 'zfs-2.1' })
  expect(labs.map(({ flavour }) => flavour)).toEqual(['zfs-2.1'])
  await expect(pickLabs({ KISTE_LAB_FLAVOURS: 'zfs-9' })).rejects.toThrow('There is no flavour "zfs-9"')
})

test('with a KVM of their own where that is asked for', async () => {
  const { labs } = await pickLabs({ KISTE_LAB_KVM: '1' })
  expect(labs.map(({ kvm }) => kvm)).toEqual([true, true])
})

test('or machines that are there; one that is not is said', async () => {
  await expect(pickLabs({ KISTE_LAB_ON: 'no-such-machine' })).rejects.toThrow('no machine no-such-machine')
})
