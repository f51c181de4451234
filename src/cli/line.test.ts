import { describe, expect, it } from 'vitest'
import { cli } from './testing/run.ts'

/** Nothing here reaches a daemon: what is wrong with the line is said before anyone is asked. */
const nowhere = '/nonexistent/kiste.sock'

describe('a line that is wrong', () => {
  it.each([
    [['vmm'], "Error: Unknown command 'vmm'.\n       Did you mean vm?\n"],
    [['vm', 'lst'], "Error: Unknown command 'lst'.\n       Did you mean one of list, ls?\n"],
    [['vm', 'frobnicate'], "Error: Unknown command 'frobnicate'.\n       See kiste vm --help\n"],
    [['vm', 'show'], "Error: Missing required argument 'name'.\n       See kiste vm show --help\n"],
    [['vm', 'show', ''], 'Error: name is empty.\n       Give a name.\n'],
    [
      ['vm', 'show', 'a', 'b'],
      "Error: Too many arguments for 'show'. Expected 1 argument but got 2.\n       See kiste vm show --help\n",
    ],
    [['vm', 'stop', 'a', '--froce'], "Error: Unknown option '--froce'.\n       Did you mean --force?\n"],
    [
      ['--wait', 'vm', 'list'],
      "Error: Unknown option '--wait'.\n       Options stand behind the verb: kiste vm list --json\n",
    ],
    [
      ['vm', 'stop', 'a', '--timeout'],
      "Error: Option '--timeout <seconds>' argument missing.\n       See kiste vm stop --help\n",
    ],
    [
      ['vm', 'stop', 'a', '--timeout', '--force'],
      'Error: --timeout: "--force" is not a number.\n       Write --timeout with digits, such as 2.\n',
    ],
    [
      ['vm', 'stop', 'a', '--force=yes'],
      "Error: Unknown option '--force=yes'.\n       See kiste vm stop --help\n",
    ],
    [
      ['vm', 'stop', 'a', '--force', '--force-after'],
      'Error: --force and --force-after exclude each other.\n       Give one of them.\n',
    ],
    [
      ['vm', 'set', 'a'],
      'Error: Nothing to change was given.\n       Give at least one of --cpus, --memory, --autostart, --no-autostart, --notes, --notes-file and --no-notes.\n',
    ],
    [
      ['vm', 'exec', 'a', 'ls', '-l'],
      "Error: Unknown option '-l'.\n       Put -- before the command for the guest: kiste vm exec NAME -- COMMAND …\n",
    ],
    [
      ['vm', 'copy', 'a', 'b'],
      'Error: Exactly one side of a copy is in a VM.\n       Write it as NAME:/path, such as: kiste vm copy notes.txt web:/tmp/notes.txt\n',
    ],
    [
      ['vm', 'copy', 'a', 'web:b'],
      'Error: The path in the VM must be absolute, and "b" is not.\n       Begin it with /, such as web:/tmp/notes.txt.\n',
    ],
    [
      ['vm', 'copy', '/nonexistent', 'web:/b'],
      'Error: FILE: "/nonexistent" cannot be read: it is not there.\n       Check the path.\n',
    ],
    [
      ['vm', 'create', 'a', '--firmware', 'coreboot'],
      'Error: "coreboot" is not possible for --firmware.\n       Possible: uefi, bios.\n',
    ],
    [
      ['vm', 'create', 'a', '--user-data', '/nonexistent', '--no-ssh-key'],
      'Error: --user-data: "/nonexistent" cannot be read: it is not there.\n       Check the path.\n',
    ],
    [['vm', 'list', '--version'], "Error: Unknown option '--version'.\n       See kiste vm list --help\n"],
    [
      ['doctor', 'now'],
      "Error: Too many arguments for 'doctor'. Expected 0 arguments but got 1.\n       See kiste doctor --help\n",
    ],
    [['vm', 'li\u001b[2Jst\n'], "Error: Unknown command 'li\\x1b[2Jst\\x0a'.\n       See kiste vm --help\n"],
    [
      ['image', 'import', '/'],
      'Error: --id: No name for the image follows from "/".\n       Give one: --id NAME\n',
    ],
    [
      ['completion', 'powershell'],
      'Error: There is no completion for "powershell".\n       There is one for bash, zsh, fish.\n',
    ],
    [
      ['help', 'nonsense'],
      'Error: There is no help on "nonsense".\n       There is help on every command (kiste help vm create) and on exit-codes.\n',
    ],
  ])('%j', async (argv, stderr) => {
    expect(await cli(nowhere, argv)).toMatchObject({ code: 2, stdout: '', stderr })
  })

  it('tells every wrong value at once', async () => {
    const line = 'vm create --memory 10 --cpus 1e30 --publish 22 --publish 2222:22 --publish x:1'
    const ran = await cli(nowhere, [...line.split(' '), '--disk', '10GB ', ''])
    expect(ran.code).toBe(2)
    expect(ran.stderr).toMatchInlineSnapshot(`
      "Error: name is empty.
             Give a name.
      Error: --cpus: "1e30" is not a number.
             Write --cpus with digits, such as 2.
      Error: --memory: "10" is not a size.
             Write a number and a unit, such as 10G, 512MiB or 2T.
      Error: --disk: "10GB " is not a size.
             Write a number and a unit, such as 10G, 512MiB or 2T.
      Error: --publish: "22" is not a port forward.
             Write HOST:GUEST, such as 2222:22; with an address and a protocol: 0.0.0.0:53:53/udp.
      Error: --publish: "x:1" is not a port forward.
             Write HOST:GUEST, such as 2222:22; with an address and a protocol: 0.0.0.0:53:53/udp.
      "
    `)
    const asJson = await cli(nowhere, ['vm', 'create', '', '--memory', '0G', '--json'])
    expect(JSON.parse(asJson.stderr)).toMatchObject({
      problems: [
        { code: 'invalid_input', field: 'name' },
        { code: 'invalid_input', field: '--memory' },
      ],
    })
  })

  it('a noun alone shows its verbs, as an error', async () => {
    const ran = await cli(nowhere, ['vm'])
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toContain('Usage: kiste vm <verb>')
  })
})

describe('a line that is right', () => {
  it.each([
    [['--socket', '/nonexistent/other.sock', 'vm', 'list']],
    [['--socket=/nonexistent/other.sock', 'vm', 'list']],
    [['vm', '--socket', '/nonexistent/other.sock', 'list']],
    [['vm', 'list', '--socket', '/nonexistent/other.sock']],
    [['--socket', '/nonexistent/ignored', 'vm', 'list', '--socket', '/nonexistent/other.sock']],
    [['--socket', '/nonexistent/ignored', 'vm', '--socket', '/nonexistent/other.sock', 'list']],
  ])('%j says where the daemon is', async (argv) => {
    const ran = await cli(nowhere, argv)
    expect(ran.code).toBe(7)
    expect(ran.stderr).toContain('/nonexistent/other.sock')
  })

  it('shows versions without a daemon', async () => {
    const ran = await cli(nowhere, ['--version'])
    expect(await cli(nowhere, ['--socket', nowhere, '-V'])).toEqual(ran)
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toMatch(/^kiste \d+\.\d+\.\d+\nNo daemon answers at \/nonexistent\/kiste\.sock\.\n$/)
    expect(JSON.parse((await cli(nowhere, ['version', '--json'])).stdout)).toMatchObject({ daemon: null })
  })

  it('explains exit codes', async () => {
    const ran = await cli(nowhere, ['help', 'exit-codes'])
    expect(ran.code).toBe(0)
    expect(ran.stdout).toMatchInlineSnapshot(`
      "  0  Done.
        1  It failed, or was not done.
             no_space: There is not enough room on the disk.
             not_supported: This host cannot do it.
             untrusted_image: The file is not an image that is safe to use.
             checksum_mismatch: The content is not what it should be.
             download_failed: The other side did not deliver.
             agent_unavailable: No guest agent answers in the VM.
             agent_failed: The guest agent refused or failed.
             libvirt_unavailable: libvirt cannot be reached.
             zfs_unavailable: ZFS is not there or its kernel module is not loaded.
             pool_unavailable: The pool is suspended, or too many of its disks are gone.
             outcome_unknown: The connection broke during a change; look before trying again.
             authority_refused: The authority for certificates refused, or sent something of no use.
             dns_failed: A record in the DNS could not be set, or is not seen.
             host_failed: A command of the host failed.
             read_only: A directory cannot be written.
             schema_too_new: The state was written by a newer Kiste.
             cancelled: Somebody cancelled it.
             internal: A fault of Kiste itself.
        2  The command line or the input is wrong; nothing was done.
             invalid_input: The input is wrong; nothing was done.
        3  There is no such object.
             not_found: There is no such object.
        4  Not allowed.
             forbidden: Not allowed.
             not_signed_in: Nobody is signed in, or the name, password or token is wrong.
             second_factor_needed: The password is right; a code is needed as well.
             too_many_tries: Too many tries failed; wait a moment.
        5  The state of the object does not allow it, or the name is taken.
             already_exists: The name is taken.
             wrong_state: The object is in a state that does not allow this.
             foreign_object: Kiste did not make it and does not touch it.
             in_use: Something else needs it.
             key_needed: The key of an encrypted dataset is not loaded.
             terms_not_agreed: The authority has terms that somebody has to agree to first.
        6  Of several, some failed.
        7  The daemon does not answer.
      130  Interrupted with Ctrl-C; a job goes on unless it was cancelled.
      "
    `)
  })
})
