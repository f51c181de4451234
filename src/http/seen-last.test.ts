import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildHouse, type House } from './testing/house.ts'

let house: House
beforeEach(async () => {
  house = await buildHouse()
})
afterEach(() => house.close())

const get = async (url: string) => {
  const answer = await house.http.inject(url)
  return { status: answer.statusCode, body: answer.json<never>() as unknown }
}
const post = async (url: string) =>
  (await house.http.inject({ method: 'POST', url, payload: {} })).json<object>()

/** libvirt stops answering; the inventory may not have noticed yet. */
async function libvirtGoes(noticed = true): Promise<void> {
  if (!noticed) return house.host.failNext('vms.list', { code: 'libvirt_unavailable', message: 'It hangs.' })
  house.host.outside.killLibvirt('it hangs')
  await expect.poll(() => house.live.inventory().host.libvirt).toMatchObject({ state: 'disconnected' })
}

describe('while libvirt does not answer', () => {
  it('the VMs that were seen last are listed, each marked', async () => {
    const { body: before } = await get('/v1/vms')
    await libvirtGoes()
    const { status, body } = await get('/v1/vms')
    expect(status).toBe(200)
    expect(body).toEqual((before as object[]).map((vm) => ({ ...vm, stale: { because: 'it hangs' } })))
  })

  it.each([true, false])('one is shown as it was seen, with its disks (noticed: %s)', async (noticed) => {
    const { body: before } = await get('/v1/vms/web')
    await libvirtGoes(noticed)
    const { status, body } = await get('/v1/vms/web')
    expect(status).toBe(200)
    // Addresses are the guest's to tell.
    const because = expect.stringMatching(/[iI]t hangs/) as string
    expect(body).toEqual({ ...(before as object), addresses: [], stale: { because } })
  })

  it('its log is there, and what needs no libvirt is as ever', async () => {
    const before = await get('/v1/vms/web/log?lines=5')
    await libvirtGoes()
    expect(await get('/v1/vms/web/log?lines=5')).toEqual(before)
    for (const url of ['/v1/host', '/v1/images', '/v1/bin', '/v1/jobs', '/v1/catalogue', '/v1/inventory'])
      expect(await get(url), url).toMatchObject({ status: 200 })
    expect(await get('/v1/doctor')).toMatchObject({ body: { verdict: 'fail' } })
  })

  it('what only libvirt knows, and every change, is refused', async () => {
    await libvirtGoes()
    const refusal = { problems: [{ code: 'libvirt_unavailable' }] }
    expect(await get('/v1/vms/web/xml')).toMatchObject({ status: 503, body: refusal })
    for (const url of ['/v1/vms/build/start', '/v1/vms/web/stop', '/v1/vms/web/pause'])
      expect(await post(url), url).toMatchObject(refusal)
  })

  it('a name that was never seen is not found', async () => {
    await libvirtGoes()
    expect(await get('/v1/vms/nobody')).toMatchObject({
      status: 404,
      body: { problems: [{ code: 'not_found' }] },
    })
  })

  it('the mark is gone when it answers again', async () => {
    await libvirtGoes()
    house.host.outside.startLibvirt()
    await expect
      .poll(async () => (await get('/v1/vms')).body)
      .not.toContainEqual(expect.objectContaining({ stale: expect.anything() as object }))
    expect((await get('/v1/vms/web')).body).not.toHaveProperty('stale')
  })
})

it('a daemon that never saw the VMs says that libvirt is away, and lists none', async () => {
  await house.close()
  house = await buildHouse({ prepareHost: (host) => host.outside.killLibvirt('it hangs') })
  for (const url of ['/v1/vms', '/v1/vms/web', '/v1/vms/web/log'])
    expect(await get(url)).toMatchObject({
      status: 503,
      body: { problems: [{ code: 'libvirt_unavailable' }] },
    })
})
