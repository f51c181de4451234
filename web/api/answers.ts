import type { EndpointTypes } from '../../src/contract/endpoints.ts'
import type { EndpointName } from '../../src/contract/routes.ts'
import type { ErrorAnswer } from '../../src/contract/schemas/common.ts'
import type { DoctorAnswer, HostAnswer } from '../../src/contract/schemas/host.ts'
import type { Image as ImageAnswer } from '../../src/contract/schemas/image.ts'
import type { EventAnswer } from '../../src/contract/schemas/inventory.ts'
import type { JobAnswer } from '../../src/contract/schemas/job.ts'
import type { MetricsEventAnswer } from '../../src/contract/schemas/metrics.ts'
import type { PlanAnswer } from '../../src/contract/schemas/plan.ts'
import type * as Contract from '../../src/contract/schemas/vm.ts'
import type { Wire } from '../../src/contract/wire.ts'

// The contract's types as the page reads them: nothing that came from the daemon is changed in place.

export type Answer<Name extends EndpointName> = Wire<EndpointTypes<Name>['response']>

export type Vm = Wire<Contract.Vm>
export type VmDetails = Wire<Contract.VmDetails>
export type Job = Wire<JobAnswer>
export type Host = Wire<HostAnswer>
export type Doctor = Wire<DoctorAnswer>
export type Plan = Wire<PlanAnswer>
export type ApiProblem = Wire<ErrorAnswer['problems'][number]>
export type Image = Wire<ImageAnswer>
export type CatalogueItem = Answer<'listCatalogue'>[number]
export type Network = Answer<'listNetworks'>[number]
export type OpenUpload = Answer<'listUploads'>[number]
export type WholeUpload = Answer<'finishUpload'>
export type Inventory = Answer<'getInventory'>
export type LiveEvent = Wire<EventAnswer>
export type MetricsEvent = Wire<MetricsEventAnswer>

export type PoolGlance = Answer<'listPools'>[number]
export type Pool = Answer<'getPool'>
export type PoolVdev = Pool['vdevs'][number]
export type PoolHealth = Answer<'getPoolHealth'>
export type PoolRemedy = PoolHealth['next'][number]
export type Drive = Answer<'listDrives'>[number]
export type ImportablePool = Answer<'listImportablePools'>[number]
export type PoolLayouts = Answer<'layOutPool'>
