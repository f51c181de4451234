import { describe, expect, test } from 'vitest'
import { problemError } from '../../domain/problem.ts'
import { ERROR_CODES, type ErrorCodeName } from './error-codes.ts'
import { ConnectFailed, ConnectionLost, LibvirtError } from './error.ts'
import { libvirtUnavailable, vmProblem } from './libvirt-problems.ts'
import { XmlError } from './xml-dom.ts'

const started = { vm: 'web', done: 'started' }

function libvirtError(code: ErrorCodeName, message: string): LibvirtError {
  const number = Object.entries(ERROR_CODES).find(([, name]) => name === code)?.[0]
  return new LibvirtError('domainCreateWithFlags', {
    code: Number(number),
    domain: 10,
    message,
    level: 2,
    dom: null,
    str1: null,
    str2: null,
    str3: null,
    int1: -1,
    int2: -1,
    net: null,
  })
}

const qemuSaid = (line: string) =>
  `internal error: process exited while connecting to monitor: 2026-11-22T21:11:46.483567Z qemu-system-x86_64: ${line}`

describe('what libvirt and QEMU refuse', () => {
  test.each([
    ['no-domain', "Domain not found: no domain with matching uuid 'x'", 'not_found', /does not know it/],
    ['operation-timeout', 'Timed out: cannot acquire state change lock', 'in_use', /still busy/],
    ['access-denied', 'access denied', 'forbidden', /denies/],
    [
      'internal-error',
      qemuSaid(
        "-netdev user,id=kiste-net0,hostfwd=tcp:127.0.0.1:2222-:22: Could not set up host forwarding rule 'tcp:127.0.0.1:2222-:22'",
      ),
      'in_use',
      /port 2222\/tcp of 127\.0\.0\.1 is taken/,
    ],
    [
      'internal-error',
      qemuSaid(
        '-blockdev {"node-name":"f"}: Failed to get "write" lock\nIs another process using the image [/s/root.qcow2]?',
      ),
      'in_use',
      /\/s\/root\.qcow2 is in use/,
    ],
    [
      'system-error',
      "Cannot access storage file '/s/root.qcow2': No such file or directory",
      'host_failed',
      /file \/s\/root\.qcow2 is missing/,
    ],
    [
      'internal-error',
      qemuSaid("-blockdev {}: Could not open '/s/root.qcow2': Permission denied"),
      'host_failed',
      /may not open \/s\/root\.qcow2/,
    ],
    [
      'internal-error',
      qemuSaid("cannot set up guest memory 'pc.ram': Cannot allocate memory"),
      'no_space',
      /memory/,
    ],
    ['system-error', 'Unable to write: No space left on device', 'no_space', /full/],
    [
      'operation-invalid',
      "Requested operation is not valid: network 'default' is not active",
      'wrong_state',
      /default is not started/,
    ],
    ['internal-error', qemuSaid('Could not access KVM kernel module: No such file'), 'not_supported', /KVM/],
    [
      'internal-error',
      qemuSaid('file system may not support O_DIRECT: it does not support O_DIRECT'),
      'not_supported',
      /cache/,
    ],
    ['config-unsupported', "unsupported configuration: machine 'x' unknown", 'not_supported', /machine 'x'/],
    ['xml-error', 'XML error: no <disk>', 'invalid_input', /no <disk>/],
    ['operation-invalid', 'domain is not running', 'wrong_state', /not running/],
    ['operation-failed', 'something new', 'host_failed', /something new/],
  ] as const)('%s: %s', (code, message, problemCode, because) => {
    const { problems } = vmProblem(libvirtError(code, message), started)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ code: problemCode, object: { type: 'vm', name: 'web' } })
    expect(problems[0].message).toMatch(/^VM web could not be started: .*\.$/s)
    expect(problems[0].message).toMatch(because)
    expect(problems[0].message).not.toContain('qemu-system')
    expect(problems[0].hint).toMatch(/\w/)
  })
})

describe('a connection that is lost', () => {
  const lost = (outcome: 'unknown' | 'not-sent') =>
    new ConnectionLost('server-closed', outcome, 'domainSuspend')

  test('after a change was sent leaves its outcome unknown', () => {
    expect(vmProblem(lost('unknown'), started).problems[0]).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('VM web') as string,
      hint: expect.stringContaining('kiste vm show web') as string,
    })
  })

  test('before it was sent, or while looking, leaves nothing in doubt', () => {
    expect(vmProblem(lost('not-sent'), started).problems[0].code).toBe('libvirt_unavailable')
    expect(vmProblem(lost('unknown'), { ...started, readOnly: true }).problems[0].code).toBe(
      'libvirt_unavailable',
    )
  })

  test('or never made says what to do', () => {
    const error = new ConnectFailed('qemu:///session', 'no libvirtd', 'Install it.')
    expect(vmProblem(error, started).problems[0]).toMatchObject({
      code: 'libvirt_unavailable',
      hint: 'Install it.',
    })
    expect(libvirtUnavailable(error, 'The VMs could not be listed').problems[0]).toMatchObject({
      code: 'libvirt_unavailable',
      message: expect.stringMatching(/^The VMs could not be listed: /) as string,
      object: { type: 'host', name: 'libvirt' },
    })
  })
})

test('problems stay as they are, and errors nobody foresaw name the VM too', () => {
  const problem = problemError({ code: 'wrong_state', message: 'x' })
  expect(vmProblem(problem, started)).toBe(problem)
  expect(libvirtUnavailable(problem, 'x')).toBe(problem)
  expect(vmProblem(new XmlError('no name'), started).problems[0]).toMatchObject({ code: 'invalid_input' })
  expect(vmProblem(new TypeError('x is no y'), started).problems[0]).toMatchObject({
    code: 'host_failed',
    message: 'VM web could not be started: x is no y.',
  })
})
