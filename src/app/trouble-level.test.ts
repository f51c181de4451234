import { expect, test } from 'vitest'
import { ProblemError, problemError } from '../domain/problem.ts'
import { troubleLevel } from './trouble-level.ts'

const away = { code: 'libvirt_unavailable', message: 'libvirt is away.' } as const
const full = { code: 'no_space', message: 'It is full.' } as const

test('what is away and comes back is a warning, all else an error', () => {
  expect(troubleLevel(problemError(away))).toBe('warn')
  expect(troubleLevel(problemError(full))).toBe('error')
  expect(troubleLevel(new ProblemError([away, full]))).toBe('error')
  expect(troubleLevel(new Error('odd'))).toBe('error')
})
