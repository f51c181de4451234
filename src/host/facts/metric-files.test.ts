import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { readHostMetrics } from './host-metrics.ts'
import { hottest, parseCpuTicks, parseDiskstats, parseNetDev } from './metric-files.ts'

it('CPU time is work, and what is waited for is not', () => {
  expect(parseCpuTicks('cpu  100 20 30 1000 50 5 6 7 80 9\ncpu0 1 1 1 1\n')).toEqual({
    busyTicks: 168,
    totalTicks: 1218,
  })
  expect(parseCpuTicks('')).toBeUndefined()
})

it('drives are counted in sectors of 512 bytes, and others are left out', () => {
  const text = `   8       0 sda 10 0 200 5 20 0 400 9 0 3 4 0 0 0 0 0 0
   8       1 sda1 9 0 190 5 20 0 400 9 0 3 4
 259       0 nvme0n1 1 0 8 0 0 0 16 0 0 0 0
`
  expect(parseDiskstats(text, new Set(['sda', 'nvme0n1']))).toEqual({
    sda: { inBytes: 102_400, outBytes: 204_800 },
    nvme0n1: { inBytes: 4_096, outBytes: 8_192 },
  })
})

it('interfaces are counted by bytes, also where a figure touches the name', () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:  1000      10    0    0    0     0          0         0     1000      10    0    0    0     0       0          0
  eth0:123456789 10 0 0 0 0 0 0 987 10 0 0 0 0 0 0
`
  expect(parseNetDev(text, new Set(['eth0']))).toEqual({ eth0: { inBytes: 123_456_789, outBytes: 987 } })
})

it('the hottest of its kind counts, and sensors that say nonsense do not', () => {
  const chip = (name: string, ...sensors: readonly (readonly [string, number])[]) => ({
    name,
    sensors: sensors.map(([label, milliCelsius]) => ({ label, milliCelsius })),
  })
  expect(
    hottest([
      chip('coretemp', ['Package id 0', 47_000], ['Core 0', 51_000]),
      chip('nvme', ['Composite', 38_850]),
      chip('nvme', ['Composite', 41_850], ['Sensor 2', -273_150]),
      chip('acpitz', ['', 99_000]),
    ]),
  ).toEqual({ cpuCelsius: 51, driveCelsius: 41.85 })
  expect(hottest([chip('k10temp', ['Tctl', 70_000], ['Tdie', 43_000])]).cpuCelsius).toBe(43)
  expect(hottest([chip('k10temp', ['Tctl', 52_000])]).cpuCelsius).toBe(52)
  expect(hottest([])).toEqual({ cpuCelsius: undefined, driveCelsius: undefined })
})

it('of a machine with all of it, what is real is read', async () => {
  const root = await mkdtemp(join(tmpdir(), 'kiste-kernel-'))
  const files: Readonly<Record<string, string>> = {
    'proc/stat': 'cpu  10 0 0 90 0 0 0 0 0 0\n',
    'proc/meminfo': 'MemTotal:       16384000 kB\nMemAvailable:    8192000 kB\n',
    'proc/diskstats':
      ' 8 0 sda 1 0 2 0 0 0 4 0 0 0 0\n 8 16 sdb 1 0 2 0 0 0 4 0 0 0 0\n 7 0 loop0 1 0 2 0 0 0 4 0 0 0 0\n 11 0 sr0 1 0 2 0 0 0 4 0 0 0 0\n',
    'proc/net/dev': '  eth0: 7 1 0 0 0 0 0 0 8 1 0 0 0 0 0 0\n  br0: 7 1 0 0 0 0 0 0 8 1 0 0 0 0 0 0\n',
    'sys/block/sda/device/model': 'A drive',
    'sys/block/sdb/device/model': 'A second path to it',
    'sys/block/sdb/hidden': '1\n',
    'sys/block/loop0/size': '1',
    'sys/block/sr0/device/model': 'A tray',
    'sys/class/net/eth0/device/vendor': 'x',
    'sys/class/net/br0/bridge/x': 'x',
    'sys/class/hwmon/hwmon0/name': 'coretemp\n',
    'sys/class/hwmon/hwmon0/temp1_input': '45000\n',
    'sys/class/hwmon/hwmon0/temp1_label': 'Package id 0\n',
    'sys/class/hwmon/hwmon1/name': 'drivetemp\n',
    'sys/class/hwmon/hwmon1/temp1_input': '33000\n',
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  try {
    const reading = await readHostMetrics({ proc: join(root, 'proc'), sys: join(root, 'sys') })
    expect(reading).toMatchObject({
      cpu: { busyTicks: 10, totalTicks: 100 },
      drives: { sda: { inBytes: 1_024, outBytes: 2_048 } },
      nics: { eth0: { inBytes: 7, outBytes: 8 } },
      cpuCelsius: 45,
      driveCelsius: undefined,
    })
    expect(Object.keys({ ...reading.drives, ...reading.nics })).toEqual(['sda', 'eth0'])
    const nothing = await readHostMetrics({ proc: join(root, 'proc'), sys: join(root, 'elsewhere') })
    expect(nothing).toMatchObject({ drives: {}, nics: {}, cpuCelsius: undefined })
  } finally {
    await rm(root, { recursive: true })
  }
})
