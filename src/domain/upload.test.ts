import { describe, expect, test } from 'vitest'
import { GiB, TiB } from './size.ts'
import {
  checkFileName,
  checkPiece,
  checkUpload,
  checkWhole,
  openUploadsMax,
  type OpenUpload,
  type Upload,
} from './upload.ts'

const open: OpenUpload = {
  id: 'u',
  state: 'open',
  name: 'disk.iso',
  sizeBytes: 1000,
  receivedBytes: 400,
  startedAt: '2026-11-27T20:00:00Z',
  changedAt: '2026-11-27T20:00:00Z',
}
const whole: Upload = { id: 'u', state: 'whole', name: 'disk.iso', sizeBytes: 1000, sha256: 'a'.repeat(64) }

describe('a name', () => {
  test.each(['disk.iso', 'Debian 12 (final).qcow2', 'Größe-é.img', '.hidden', '-rf', 'a'.repeat(255)])(
    '%s is taken',
    (name) => expect(checkFileName(name)).toEqual([]),
  )

  test.each([
    ['', 'empty'],
    ['..', 'a folder'],
    ['../../etc/passwd', 'folders'],
    ['/etc/passwd', 'folders'],
    ['..\\x', 'folders'],
    ['a\0b', 'control characters'],
    ['a\nb', 'control characters'],
    ['ä'.repeat(128), 'longer than 255 bytes'],
  ])('%j is refused', (name, because) => {
    expect(checkFileName(name)).toEqual([
      expect.objectContaining({ field: 'name', message: expect.stringContaining(because) as string }),
    ])
  })
})

describe('room', () => {
  test('is told with numbers where there is too little', () => {
    const [problem] = checkUpload({ name: 'a', sizeBytes: 2 * TiB }, { open: [], freeBytes: 80 * GiB })
    expect(problem).toMatchObject({ code: 'no_space', field: 'sizeBytes' })
    expect(problem?.message).toBe('"a" takes 2 TiB, and there are 80 GiB free.')
  })

  test('is not free where another upload will need it', () => {
    const other = { ...open, sizeBytes: 60 * GiB, receivedBytes: 10 * GiB }
    const facts = { open: [other], freeBytes: 80 * GiB }
    expect(checkUpload({ name: 'a', sizeBytes: 30 * GiB }, facts)).toEqual([])
    expect(checkUpload({ name: 'a', sizeBytes: 31 * GiB }, facts)[0]?.message).toBe(
      '"a" takes 31 GiB, and there are 30 GiB free, 50 GiB being kept for other uploads.',
    )
  })

  test('all that is wrong is said at once', () => {
    const facts = { open: Array.from({ length: openUploadsMax }, () => open), freeBytes: 0 }
    expect(
      checkUpload({ name: '../a', sizeBytes: 1, sha256: 'x' }, facts).map(({ code, field }) => field ?? code),
    ).toEqual(['name', 'sha256', 'in_use', 'sizeBytes'])
  })
})

describe('a piece', () => {
  test.each([
    [open, 400, 600, undefined],
    [open, 400, undefined, undefined],
    [open, 400, 601, 'more is being sent'],
    [open, 500, 10, 'leave a gap'],
    [open, 300, 10, 'overlap'],
    [whole, 1000, 0, 'whole already'],
  ])('%#', (upload, offset, sizeBytes, because) => {
    const problem = checkPiece(upload, offset, sizeBytes)
    if (because === undefined) expect(problem).toBeUndefined()
    else expect(problem?.message).toContain(because)
  })
})

test('what is not all there is not whole', () => {
  expect(checkWhole(open)?.message).toBe('disk.iso was announced with 1000 bytes, and 400 have come.')
  expect(checkWhole({ ...open, receivedBytes: 1000 })).toBeUndefined()
})
