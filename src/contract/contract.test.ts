import type { TSchema } from 'typebox'
import { describe, expect, it } from 'vitest'
import { problemCodes } from '../domain/problem.ts'
import { endpoints, type EndpointSchemas } from './endpoints.ts'
import { errorRules, exitCodes } from './errors.ts'
import { namedSchemas } from './named-schemas.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'
import { ErrorAnswerSchema } from './schemas/common.ts'
import { HostSchema } from './schemas/host.ts'
import { ImageSchema } from './schemas/image.ts'
import { EventSchema } from './schemas/inventory.ts'
import { JobSchema } from './schemas/job.ts'
import { VmSchema } from './schemas/vm.ts'
import { allBranches, mismatches, noteBranches } from './testing/match-exactly.ts'
import { events, hosts, images, jobs, problem, vms } from './testing/samples.ts'

const table = Object.entries(routes) as [keyof typeof routes, Route][]

const fieldsOf = (schema: object = {}) =>
  'properties' in schema ? Object.keys(schema.properties as object) : []

describe('the tables', () => {
  it('path parameters are those of the schemas', () => {
    for (const [name, route] of table) {
      const inPath = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1])
      const { params }: EndpointSchemas = endpoints[name]
      expect({ name, parameters: fieldsOf(params) }).toEqual({ name, parameters: inPath })
    }
  })

  it('routes take and answer what the schemas say', () => {
    for (const [name, route] of table) {
      const { body, response, query }: EndpointSchemas = endpoints[name]
      const said = {
        name,
        body: body !== undefined,
        response: response !== undefined,
        dryRun: JSON.stringify(query ?? {}).includes('"dryRun"'),
      }
      expect(said).toEqual({
        name,
        body: route.takes === 'json',
        response: route.answers === 'json',
        dryRun: route.answers === 'job',
      })
    }
    expect(table.filter(([, { method, takes }]) => method === 'GET' && takes !== undefined)).toEqual([])
  })

  it('no two endpoints share method and path, and all are versioned', () => {
    const addresses = table.map(([, { method, path }]) => `${method} ${path.replaceAll(/:\w+/g, ':')}`)
    expect(new Set(addresses).size).toBe(addresses.length)
    expect(table.filter(([, { path }]) => !path.startsWith('/v1/'))).toEqual([])
  })

  it('every change needs more than the permission to look', () => {
    const lookers = table.filter(
      ([, { method, permission }]) => method !== 'GET' && permission.endsWith(':view'),
    )
    expect(lookers).toEqual([])
  })

  it('every problem has a status and an exit code that are documented ones', () => {
    expect(Object.keys(errorRules).toSorted()).toEqual([...problemCodes].toSorted())
    const codes: readonly number[] = Object.values(exitCodes)
    for (const { status, exitCode } of Object.values(errorRules)) {
      expect(status).toBeGreaterThanOrEqual(400)
      expect(codes).toContain(exitCode)
    }
  })

  it('no two named schemas say the same, so that a reference is never ambiguous', () => {
    const texts = Object.values(namedSchemas).map((schema) => JSON.stringify(schema))
    expect(new Set(texts).size).toBe(texts.length)
  })
})

describe('what the domain says fits its schema, and every branch is meant for something', () => {
  const cases: readonly (readonly [string, TSchema, readonly unknown[]])[] = [
    ['VmSchema', VmSchema, vms],
    ['JobSchema', JobSchema, jobs],
    ['ImageSchema', ImageSchema, images],
    ['HostSchema', HostSchema, hosts],
    ['ErrorAnswerSchema', ErrorAnswerSchema, [{ problems: [problem], requestId: 'req-1' }]],
  ]

  it.each(cases)('%s', (_name, schema, samples) => {
    const met = new Set<string>()
    for (const sample of samples) {
      const sent: unknown = JSON.parse(JSON.stringify(sample))
      expect(mismatches(schema, sent)).toEqual([])
      noteBranches(schema, sent, met)
    }
    const missed = allBranches(schema).filter((branch) => !met.has(branch))
    // A step of a failed job is rarely pending, and so on: which states steps have is the same list in every state of a job.
    expect(missed.filter((branch) => !/^\|\d\/steps\[\]/.test(branch))).toEqual([])
  })

  it('EventSchema', () => {
    const met = new Set<string>()
    for (const event of events) {
      const sent: unknown = JSON.parse(JSON.stringify(event))
      expect(mismatches(EventSchema, sent)).toEqual([])
      noteBranches(EventSchema, sent, met)
    }
    const kinds = allBranches(EventSchema).filter((branch) => /^\|\d+$/.test(branch))
    expect(kinds.filter((kind) => !met.has(kind))).toEqual([])
  })
})

describe('the exact match itself', () => {
  const [vm] = vms
  it('refuses a field too many, one too few, and a wrong branch', () => {
    expect(mismatches(VmSchema, { ...vm, extra: 1 })).not.toEqual([])
    expect(mismatches(VmSchema, { ...vm, name: undefined })).not.toEqual([])
    expect(mismatches(VmSchema, { ...vm, status: { state: 'stopped', agent: 'connected' } })).not.toEqual([])
  })
})
