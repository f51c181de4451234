import { describe, expect, test } from 'vitest'
import { planAdopt, type AdoptFacts, type PlaceToAdopt } from './plan-adopt.ts'
import { noPolicies } from './policy-scope.ts'
import { somePolicy } from './testing/some-policy.ts'
import { someVm as vm } from './testing/facts.ts'

const block = (path: string) =>
  ({
    target: 'vda',
    device: 'disk',
    bus: 'virtio',
    format: 'raw',
    source: { type: 'block', path },
    readOnly: false,
  }) as const

const place = (name: string, path = `/dev/zvol/tank/kiste/${name}/root`): PlaceToAdopt => ({
  vm: name,
  uuid: `uuid-of-${name}`,
  roots: [`/var/lib/kiste/stores/tank/${name}`, `/dev/zvol/tank/kiste/${name}`],
  definition: {
    text: `definition of ${name}`,
    vm: vm({ name, uuid: `uuid-of-${name}`, disks: [block(path)] }),
  },
})
const facts = (changes: Partial<AdoptFacts> = {}): AdoptFacts => ({
  store: 'tank',
  places: [place('web'), place('db')],
  vms: [],
  wished: noPolicies,
  accelerator: 'kvm',
  ...changes,
})

describe('adopting a store', () => {
  test('takes every VM in it as it is', () => {
    expect(planAdopt(facts())).toEqual({
      ok: true,
      value: {
        store: 'tank',
        vms: ['web', 'db'].map((name) => ({
          place: name,
          name,
          uuid: `uuid-of-${name}`,
          definition: `definition of ${name}`,
          changes: { movePaths: [] },
        })),
        wishes: [],
        notes: [],
      },
    })
  })

  test('brings the policies that they followed', () => {
    const policy = somePolicy('daily at 03:00, keep 14')
    const places = [{ ...place('web'), followed: { policy, from: 'vm' } } as const, place('db')]
    expect(planAdopt(facts({ places }))).toMatchObject({
      value: { wishes: [{ scope: { of: 'vm', uuid: 'uuid-of-web' }, wish: policy }] },
    })
    // One that this host has already goes on as it does.
    const vms = [vm({ name: 'web', uuid: 'uuid-of-web' })]
    expect(planAdopt(facts({ places, vms }))).toMatchObject({ value: { wishes: [] } })
  })

  test('leaves those that are known, and says which have no definition', () => {
    const { definition: _, ...bare } = place('bare')
    const plan = planAdopt(
      facts({ places: [place('web'), place('db'), bare], vms: [vm({ name: 'db', uuid: 'uuid-of-db' })] }),
    )
    expect(plan).toMatchObject({
      ok: true,
      value: {
        vms: [{ name: 'web' }],
        notes: ['Known already: db.', 'Without a readable definition, and so left as they are: bare.'],
      },
    })
  })

  test('follows a pool that has another name now', () => {
    const moved = place('web', '/dev/zvol/old.pool/kiste/www/root')
    expect(planAdopt(facts({ places: [moved] }))).toMatchObject({
      value: {
        vms: [
          {
            changes: {
              movePaths: [
                { from: '/var/lib/kiste/stores/old.pool/www', to: '/var/lib/kiste/stores/tank/web' },
                { from: '/dev/zvol/old.pool/kiste/www', to: '/dev/zvol/tank/kiste/web' },
              ],
            },
          },
        ],
      },
    })
  })

  test('leaves paths alone that it cannot make sense of', () => {
    expect(planAdopt(facts({ places: [place('web', '/srv/disks/web.raw')] }))).toMatchObject({
      value: { vms: [{ changes: { movePaths: [] } }] },
    })
  })

  test('refuses names that are taken, all at once', () => {
    const vms = [vm({ name: 'web', uuid: 'x' }), vm({ name: 'db', uuid: 'y' })]
    expect(planAdopt(facts({ vms }))).toMatchObject({
      ok: false,
      problems: [
        { code: 'already_exists', object: { name: 'web' } },
        { code: 'already_exists', object: { name: 'db' } },
      ],
    })
  })

  test('says when there is nothing to adopt', () => {
    expect(planAdopt(facts({ places: [] }))).toMatchObject({ ok: false, problems: [{ code: 'not_found' }] })
  })

  test('warns of VMs that this host cannot run', () => {
    const made = place('web')
    const definition = made.definition && {
      ...made.definition,
      vm: { ...made.definition.vm, accelerator: 'kvm' as const },
    }
    expect(planAdopt(facts({ places: [{ ...made, definition }], accelerator: 'tcg' }))).toMatchObject({
      value: { notes: [expect.stringContaining('made for KVM') as string] },
    })
  })

  test('leaves a VM whose own key is not loaded, and says so', () => {
    const { definition: _, ...bare } = place('vault')
    const locked = { ...bare, lockedBy: 'tank/kiste/vault' }
    expect(planAdopt(facts({ places: [place('web'), locked] }))).toMatchObject({
      ok: true,
      value: { vms: [{ name: 'web' }], notes: ['Their key is not loaded, so they are left for now: vault.'] },
    })
    expect(planAdopt(facts({ places: [locked] }))).toMatchObject({
      ok: false,
      problems: [{ code: 'key_needed' }],
    })
  })
})
