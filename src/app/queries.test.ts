import { expect, test } from 'vitest'
import { createFakeHost } from '../host/fake/fake-host.ts'
import type { DefinitionText } from '../host/host.ts'
import type { JobEngine } from '../jobs/job-engine.ts'
import { createQueries } from './queries.ts'
import { steadyDeps } from './testing/record-plan.ts'

test('the definition people are shown has no passwords', async () => {
  const host = createFakeHost({ seedData: 'demo' })
  try {
    const web = (await host.vms.list()).find(({ name }) => name === 'web')
    const text = await host.vms.definition(web?.uuid ?? '')
    const secret = JSON.stringify({ ...(JSON.parse(text) as object), screen: { passwd: 'sesame' } })
    await host.vms.defineFrom(secret as DefinitionText, {})
    const shown = await createQueries(steadyDeps(host, {} as JobEngine)).vmXml('web')
    expect(shown).toContain('"name": "web"')
    expect(shown).not.toContain('sesame')
  } finally {
    await host.close()
  }
})
