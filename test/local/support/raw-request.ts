import { request } from 'node:http'
import type { Problem } from '../../../src/domain/problem.ts'

export interface RawAnswer {
  readonly status: number
  readonly problems: readonly Problem[]
}

/** Sends JSON to the daemon as any program might, past our own client and its types. */
export function sendRaw(
  socketPath: string,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<RawAnswer> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const headers = text === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers, agent: false }, (answer) => {
      let said = ''
      answer.setEncoding('utf8').on('data', (part: string) => (said += part))
      answer.once('end', () => {
        const { problems = [] } = JSON.parse(said) as { problems?: readonly Problem[] }
        resolve({ status: answer.statusCode ?? 0, problems })
      })
      answer.once('error', reject)
    })
    sent.once('error', reject)
    sent.end(text)
  })
}
