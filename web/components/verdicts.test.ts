import { describe, expect, test } from 'vitest'
import type { VmStatus } from '../../src/domain/vm.ts'
import type { Doctor, Inventory, Job } from '../api/answers.ts'
import { jobsVerdict, jobVerdict } from './jobs-verdict.ts'
import { overviewVerdict } from './overview-verdict.ts'
import { sayVerdict } from './testing/say-verdict.ts'
import { vmVerdict } from './vm-verdict.ts'
import { vmsVerdict } from './vms-verdict.ts'

const running: VmStatus = { state: 'running', agent: 'connected' }
const stopped: VmStatus = { state: 'stopped' }
const crashed: VmStatus = { state: 'crashed' }
const full: VmStatus = { state: 'paused', because: 'no-space' }
const vm = (name: string, status: VmStatus, more: object = {}) => ({ name, managed: true, status, ...more })

describe('one VM', () => {
  test.each([
    [vm('web', running), 'ok', 'web is running.', 'web läuft.'],
    [
      vm('web', { state: 'running', agent: 'disconnected' }),
      'ok',
      'web is running. Its guest agent does not answer (yet).',
      'web läuft. Ihr Gast-Agent antwortet (noch) nicht.',
    ],
    [vm('web', stopped), 'off', 'web is off.', 'web ist aus.'],
    [
      vm('web', stopped, { lockedBy: 'tank' }),
      'off',
      'web is off, and the key of tank, which it needs, is not loaded. Load it: kiste pool load-key tank',
      'web ist aus, und der Schlüssel von tank, den sie braucht, ist nicht geladen. Lade ihn: kiste pool load-key tank',
    ],
    [
      vm('web', full),
      'broken',
      'web was halted: its store has no room left. Nothing is lost. Make room, then let it go on.',
      'web wurde gestoppt: In ihrer Ablage ist kein Platz mehr. Es ist nichts verloren. Schaffe Platz und lass sie dann weiterlaufen.',
    ],
    [
      vm('win', running, { managed: false }),
      'ok',
      'win is running. Kiste did not make it and does not touch it.',
      'win läuft. Kiste hat sie nicht angelegt und rührt sie nicht an.',
    ],
    [
      vm('web', running, { stale: { because: 'it is being restarted.' } }),
      'ok',
      'web is running. This is how it was seen last: libvirt does not answer (it is being restarted).',
      'web läuft. So wurde sie zuletzt gesehen: libvirt antwortet nicht (it is being restarted).',
    ],
  ] as const)('%j', (which, tone, en, de) => {
    expect(sayVerdict(vmVerdict(which))).toEqual({ tone, en, de })
  })
})

describe('all VMs', () => {
  test.each([
    [
      [],
      'off',
      'There are no VMs yet. An image and a name are enough to make one.',
      'Es gibt noch keine VMs. Ein Abbild und ein Name genügen, um eine anzulegen.',
    ],
    [
      [vm('a', running), vm('b', stopped)],
      'ok',
      'The VMs are well. One VM runs, one is off.',
      'Den VMs geht es gut. Eine VM läuft, eine ist aus.',
    ],
    [
      [vm('a', crashed), vm('b', running)],
      'broken',
      'a needs you: crashed. One VM runs, none is off.',
      'a braucht dich: abgestürzt. Eine VM läuft, keine ist aus.',
    ],
    [
      [vm('a', crashed), vm('b', full)],
      'broken',
      '2 VMs need you. No VM runs, none is off.',
      '2 VMs brauchen dich. Keine VM läuft, keine ist aus.',
    ],
  ] as const)('%j', (vms, tone, en, de) => {
    expect(sayVerdict(vmsVerdict(vms))).toEqual({ tone, en, de })
  })
})

describe('everything', () => {
  const store = { name: 'tank', kind: 'zfs', path: 'tank/kiste', totalBytes: 100, freeBytes: 50 }
  const host = { libvirt: { state: 'connected' }, stores: [store] }
  const inventory = (more: object = {}) =>
    ({ host, vms: [vm('a', running), vm('b', running)], jobs: [], ...more }) as unknown as Inventory
  const doctor = (...states: readonly ('ok' | 'warn' | 'fail')[]) =>
    ({ checks: states.map((state) => ({ state })) }) as unknown as Doctor
  const counts = { en: '2 VMs run, none is off.', de: '2 VMs laufen, keine ist aus.' }

  test.each([
    [
      'all is well',
      inventory(),
      doctor('ok'),
      'ok',
      `All is well. ${counts.en}`,
      `Alles in Ordnung. ${counts.de}`,
    ],
    [
      'before the doctor has looked',
      inventory(),
      undefined,
      'busy',
      `The host is being looked at … ${counts.en}`,
      `Der Host wird angesehen … ${counts.de}`,
    ],
    [
      'whoever sees VMs only is told of them',
      inventory(),
      'not-theirs',
      'ok',
      `All is well. ${counts.en}`,
      `Alles in Ordnung. ${counts.de}`,
    ],
    [
      'the doctor could not be asked',
      inventory(),
      'unreadable',
      'look',
      `The host could not be looked at: whether all is well is not known. ${counts.en}`,
      `Der Host konnte nicht angesehen werden: Ob alles in Ordnung ist, ist nicht bekannt. ${counts.de}`,
    ],
    [
      'something wants a look',
      inventory(),
      doctor('warn', 'ok', 'warn'),
      'look',
      `2 things on the host want a look. ${counts.en}`,
      `2 Sachen am Host wollen angesehen werden. ${counts.de}`,
    ],
    [
      'something is broken, which is worse than a look',
      inventory(),
      doctor('warn', 'fail'),
      'broken',
      `One thing on the host is broken. ${counts.en}`,
      `Am Host ist eine Sache kaputt. ${counts.de}`,
    ],
    [
      'a store fills up',
      inventory({ host: { ...host, stores: [{ ...store, freeBytes: 5 }] } }),
      doctor('ok'),
      'look',
      `The store tank is filling up. ${counts.en}`,
      `Die Ablage tank wird voll. ${counts.de}`,
    ],
    [
      'a store that is locked is not full',
      inventory({ host: { ...host, stores: [{ ...store, freeBytes: 0, lockedBy: 'tank' }] } }),
      doctor('ok'),
      'ok',
      `All is well. ${counts.en}`,
      `Alles in Ordnung. ${counts.de}`,
    ],
    [
      'libvirt is away: nothing is known, and nothing lost',
      inventory({ host: { ...host, libvirt: { state: 'disconnected' } }, vms: [vm('a', crashed)] }),
      doctor('fail'),
      'broken',
      'libvirt does not answer. VMs that were running go on running; they are shown as they were seen last.',
      'libvirt antwortet nicht. VMs, die liefen, laufen weiter; gezeigt wird, wie sie zuletzt gesehen wurden.',
    ],
    [
      'nothing is there yet',
      inventory({ vms: [] }),
      doctor('ok'),
      'ok',
      'All is well. There are no VMs yet.',
      'Alles in Ordnung. Es gibt noch keine VMs.',
    ],
  ] as const)('%s', (_, facts, looked, tone, en, de) => {
    expect(sayVerdict(overviewVerdict(facts, looked))).toEqual({ tone, en, de })
  })

  test('what is bad already is said before the doctor has looked', () => {
    expect(overviewVerdict(inventory({ vms: [vm('a', crashed)] }), undefined)).toMatchObject({
      tone: 'broken',
    })
  })
})

describe('jobs', () => {
  const head = { kind: 'vm.start', title: 'Start web', object: { type: 'vm', name: 'web' } }
  const job = (state: string, more: object = {}) => ({ ...head, state, ...more }) as unknown as Job
  const problem = { code: 'host_failed', message: 'QEMU does not start.' }

  test.each([
    [
      job('queued'),
      'off',
      'Start web: waits for another job.',
      'web starten: wartet auf einen anderen Auftrag.',
    ],
    [job('running'), 'busy', 'Start web: under way.', 'web starten: läuft gerade.'],
    [job('done'), 'ok', 'Start web: done.', 'web starten: erledigt.'],
    [
      job('running', { held: { problems: [problem] } }),
      'look',
      'Start web: holds still until its journal can be written, and then goes on.',
      'web starten: steht still, bis das Journal wieder geschrieben werden kann, und geht dann weiter.',
    ],
    [
      job('failed', { step: 'Start it', problems: [problem], undone: true }),
      'broken',
      'Start web: failed. It failed at “Start it”.',
      'web starten: gescheitert. Gescheitert ist „Start it“.',
    ],
    [
      job('undone', { because: { why: 'cancelled' } }),
      'off',
      'Start web: did not happen; all is as it was.',
      'web starten: ist nicht geschehen; alles ist, wie es war.',
    ],
    [
      job('undone', { because: { why: 'failed', step: 'Start it', problems: [problem] } }),
      'look',
      'Start web: did not happen; all is as it was. It failed at “Start it”.',
      'web starten: ist nicht geschehen; alles ist, wie es war. Gescheitert ist „Start it“.',
    ],
    [
      job('done', { kind: 'pool.advise', title: 'Scrub tank' }),
      'ok',
      'Scrub tank: done.',
      'Scrub tank: erledigt.',
    ],
  ] as const)('one that is %j', (which, tone, en, de) => {
    expect(sayVerdict(jobVerdict(which))).toEqual({ tone, en, de })
  })

  test.each([
    [
      [],
      'off',
      'There are no jobs yet. Whatever you have changed here appears as one, with its steps.',
      'Es gibt noch keine Aufträge. Was du hier änderst, erscheint als einer, mit seinen Schritten.',
    ],
    [[job('running'), job('queued')], 'busy', '2 jobs are under way.', '2 Aufträge laufen gerade.'],
    [
      [job('done'), job('failed', { problems: [problem] })],
      'ok',
      'Nothing is under way.',
      'Es läuft gerade nichts.',
    ],
    [
      [job('failed'), job('done')],
      'broken',
      'The last one failed: Start web.',
      'Der letzte ist gescheitert: web starten.',
    ],
  ] as const)('all of them', (jobs, tone, en, de) => {
    expect(sayVerdict(jobsVerdict(jobs))).toEqual({ tone, en, de })
  })
})
