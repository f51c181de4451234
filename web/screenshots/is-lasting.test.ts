import { expect, it } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { isLasting } from './is-lasting.ts'

it('a VM without a screen is not looked at again, one that was busy is', () => {
  const error = (code: 'not_supported' | 'in_use') => new ApiError([{ code, message: 'So it is.' }], 400)
  expect(isLasting(error('not_supported'))).toBe(true)
  expect(isLasting(error('in_use'))).toBe(false)
  expect(isLasting(new Error('Something else.'))).toBe(false)
  expect(isLasting(null)).toBe(false)
})
