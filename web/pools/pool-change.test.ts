import { expect, test } from 'vitest'
import { poolCommand, poolWish, type PoolChange } from './pool-change.ts'

const mirror = { kind: 'mirror', drives: ['sdf', 'sdg'] } as const

test.each([
  [{ do: 'scrub', how: 'start' }, 'kiste pool scrub tank'],
  [{ do: 'scrub', how: 'pause' }, 'kiste pool scrub tank --pause'],
  [{ do: 'trim', how: 'stop' }, 'kiste pool trim tank --stop'],
  [{ do: 'clear' }, 'kiste pool clear tank'],
  [{ do: 'stopRemoval' }, 'kiste pool remove tank --stop'],
  [{ do: 'unloadKey' }, 'kiste pool unload-key tank'],
  [{ do: 'makeStore' }, 'kiste store create tank'],
  [{ do: 'adopt' }, 'kiste adopt tank'],
  [{ do: 'checkpoint', how: 'discard' }, 'kiste pool checkpoint tank --discard'],
  [{ do: 'online', device: '123' }, 'kiste pool online tank 123'],
  [{ do: 'offline', device: 'sda', temporary: true }, 'kiste pool offline tank sda --temporary'],
  [
    { do: 'detach', device: 'sda', acceptNoRedundancy: true },
    'kiste pool detach tank sda --accept-no-redundancy',
  ],
  [{ do: 'replace', device: 'sda', fresh: 'sdf', erase: true }, 'kiste pool replace tank sda sdf --erase'],
  [{ do: 'attach', device: 'raidz1-0', fresh: 'sdf', erase: false }, 'kiste pool attach tank raidz1-0 sdf'],
  [
    { do: 'add', groups: [{ ...mirror, drives: [...mirror.drives] }], erase: false, acceptWaste: true },
    "kiste pool add tank --vdev 'mirror sdf sdg' --accept-waste",
  ],
  [
    {
      do: 'add',
      groups: [
        { class: 'l2cache', kind: 'single', drives: ['sdf'] },
        { class: 'spare', kind: 'single', drives: ['sdg'] },
      ],
      erase: true,
      acceptWaste: false,
    },
    "kiste pool add tank --vdev 'cache sdf' --vdev 'spare sdg' --erase",
  ],
  [{ do: 'split', name: 'copy', acceptNoRedundancy: false }, 'kiste pool split tank copy'],
  [{ do: 'set', settings: { comment: 'a b' } }, "kiste pool set tank 'comment=a b'"],
  [{ do: 'loadKey', passphrase: 'secret words' }, 'kiste pool load-key tank'],
  [{ do: 'changeKey', key: { key: 'prompt', passphrase: 'secret words' } }, 'kiste pool change-key tank'],
  [
    { do: 'changeKey', key: { key: 'file', path: '/etc/zfs/tank', format: 'hex' } },
    'kiste pool change-key tank --key-file /etc/zfs/tank --key-format hex',
  ],
  [
    { do: 'set', settings: { compression: 'zstd' }, dataset: 'tank/films' },
    'kiste pool set tank compression=zstd --dataset tank/films',
  ],
  [
    { do: 'import', named: '42', options: { as: 'new', look: true, force: true } },
    'kiste pool import 42 --as new --look --force',
  ],
  [
    { do: 'import', named: '42', options: { mount: false, dropLog: true, rewind: true } },
    'kiste pool import 42 --no-mount --drop-log --rewind',
  ],
] as const satisfies readonly (readonly [PoolChange, string])[])('%j', (change, command) => {
  expect(poolCommand('tank', change)).toBe(command)
})

test('a pool whose name has a blank is one word to a shell', () => {
  expect(poolCommand('my pool', { do: 'clear' })).toBe("kiste pool clear 'my pool'")
})

test('what was not ticked is not in the wish', () => {
  const { key } = poolWish('tank', { do: 'replace', device: 'sda', fresh: 'sdf', erase: false })
  expect(key).toEqual([
    'plan',
    'replaceInPool',
    JSON.stringify([{ params: { pool: 'tank' }, body: { old: 'sda', new: 'sdf' } }]),
  ])
})
