import { afterAll, beforeAll, describe } from 'vitest'
import { copyContract } from '../testing/copy-contract.ts'
import { createFakeHost, type FakeHost } from './fake-host.ts'

describe('the contract of copies on the fake host', () => {
  let host: FakeHost
  beforeAll(async () => {
    host = createFakeHost({ seedData: 'demo' })
    await host.stores.create('tank')
  })
  afterAll(() => host.close())
  copyContract(() => ({ copies: host.copies, store: host.stores.get('tank'), pool: 'fast' }))
})
