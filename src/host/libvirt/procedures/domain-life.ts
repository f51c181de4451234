import { bool, flags, i32, nothing, optional, string, struct, u32, u64 } from '../codec.ts'
import { domain } from '../objects.ts'
import { remote } from '../procedure.ts'
import { typedParams } from '../typed-params.ts'

const onDomain = struct({ dom: domain, flags })
const savedParams = typedParams(64)

/** From definition to end: define, start, stop, pause, save, undefine. */
export const domainLifeProcedures = {
  /** Flag 1 checks the XML against libvirt's schema. */
  domainDefineXmlFlags: remote(350, struct({ xml: string, flags }), domain, 'normal'),
  domainCreateXml: remote(10, struct({ xml: string, flags }), domain, 'long'),
  /** Flags: 1 paused, 8 ignore a saved image, 16 validate, 32 fresh firmware variables. */
  domainCreateWithFlags: remote(196, onDomain, domain, 'long'),
  /** Flags: 1 ACPI, 2 guest agent. */
  domainShutdownFlags: remote(258, onDomain, nothing, 'normal'),
  domainReboot: remote(27, onDomain, nothing, 'normal'),
  domainReset: remote(245, onDomain, nothing, 'normal'),
  /** Flag 1 sends only SIGTERM and reports an error if QEMU stays. */
  domainDestroyFlags: remote(234, onDomain, nothing, 'normal'),
  domainSuspend: remote(34, struct({ dom: domain }), nothing, 'normal'),
  domainResume: remote(28, struct({ dom: domain }), nothing, 'normal'),
  /** Flags: 1 saved image, 2 snapshots, 4 firmware variables, 16 checkpoints, 32 TPM state. */
  domainUndefineFlags: remote(231, onDomain, nothing, 'normal'),

  domainManagedSave: remote(182, onDomain, nothing, 'long'),
  domainHasManagedSaveImage: remote(183, onDomain, bool),
  domainManagedSaveRemove: remote(184, onDomain, nothing, 'normal'),
  domainSaveFlags: remote(
    232,
    struct({ dom: domain, to: string, xml: optional(string), flags }),
    nothing,
    'long',
  ),
  domainRestoreFlags: remote(233, struct({ from: string, xml: optional(string), flags }), nothing, 'long'),
  domainSaveImageGetXmlDesc: remote(235, struct({ file: string, flags }), string, 'normal'),
  domainSaveParams: remote(440, struct({ dom: domain, params: savedParams, flags }), nothing, 'long'),
  domainRestoreParams: remote(441, struct({ params: savedParams, flags }), nothing, 'long'),

  domainGetAutostart: remote(15, struct({ dom: domain }), bool),
  domainSetAutostart: remote(29, struct({ dom: domain, autostart: bool }), nothing, 'normal'),
  domainPmSuspendForDuration: remote(
    261,
    struct({ dom: domain, target: u32, seconds: u64, flags }),
    nothing,
    'normal',
  ),
  domainPmWakeup: remote(267, onDomain, nothing, 'normal'),
  domainSetLifecycleAction: remote(
    390,
    struct({ dom: domain, type: u32, action: u32, flags }),
    nothing,
    'normal',
  ),
  domainCoreDumpWithFormat: remote(
    334,
    struct({ dom: domain, to: string, format: u32, flags }),
    nothing,
    'long',
  ),
  domainInjectNmi: remote(210, onDomain, nothing, 'normal'),
  domainManagedSaveGetXmlDesc: remote(388, onDomain, string),
  domainGetVcpusFlags: remote(200, onDomain, i32, 'normal'),
} as const
