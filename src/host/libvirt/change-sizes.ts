import type { Element } from '@xmldom/xmldom'
import {
  attribute,
  children,
  descend,
  insert,
  remove,
  setAttribute,
  setText,
  textOf,
  xml,
  XmlError,
} from './xml-dom.ts'

/**
 * Sets how many CPUs a VM starts with. Up to the maximum it was made with only the count changes; above, the maximum and what must
 * agree with it grow too.
 */
export function changeCpus(domain: Element, cpus: number): void {
  const vcpu = children(domain, 'vcpu')[0] ?? insert(domain, xml('vcpu'))
  const max = Number(textOf(vcpu) ?? 1)
  const topology = descend(domain, 'cpu', 'topology')
  const shape = topology === undefined ? undefined : readTopology(topology)
  // libvirt lists single CPUs where some were plugged in; with another count it would contradict `current`.
  for (const list of children(domain, 'vcpus')) remove(list)
  if (cpus > max) {
    refuseNuma(domain, 'CPUs')
    setText(vcpu, cpus)
    if (topology !== undefined && shape !== undefined) growTopology(topology, shape, cpus)
  }
  if (cpus === Math.max(max, cpus)) vcpu.removeAttribute('current')
  else setAttribute(vcpu, 'current', cpus)
}

/** Sets what a VM has from its start and what it can use at most, which are the same. */
export function changeMemory(domain: Element, memoryMiB: number): void {
  for (const name of ['memory', 'currentMemory']) {
    const element = children(domain, name)[0] ?? insert(domain, xml(name))
    setAttribute(element, 'unit', 'MiB')
    setText(element, memoryMiB)
  }
  const maximum = children(domain, 'maxMemory')[0]
  if (maximum !== undefined) growMaxMemory(maximum, memoryMiB)
  const cells = children(descend(domain, 'cpu', 'numa'), 'cell')
  if (cells.length > 1) refuseNuma(domain, 'memory')
  const cell = cells[0]
  if (cell === undefined) return
  setAttribute(cell, 'memory', memoryMiB)
  setAttribute(cell, 'unit', 'MiB')
}

interface Topology {
  readonly sockets: number
  readonly dies: number
  readonly clusters: number
  readonly threads: number
}

function readTopology(topology: Element): Topology {
  const count = (name: string) => Number(attribute(topology, name) ?? 1)
  return {
    sockets: count('sockets'),
    dies: count('dies'),
    clusters: count('clusters'),
    threads: count('threads'),
  }
}

/** Cores grow and the rest stays as it is; where that does not divide, it becomes one socket of single-threaded cores. */
function growTopology(topology: Element, shape: Topology, cpus: number): void {
  const perCore = shape.sockets * shape.dies * shape.clusters * shape.threads
  if (cpus % perCore === 0) return setAttribute(topology, 'cores', cpus / perCore)
  for (const name of ['sockets', 'dies', 'clusters', 'threads'])
    if (topology.hasAttribute(name)) setAttribute(topology, name, 1)
  setAttribute(topology, 'cores', cpus)
}

/** The ceiling for memory modules plugged in while running must stay above what is there from the start. */
function growMaxMemory(maximum: Element, memoryMiB: number): void {
  const unit = attribute(maximum, 'unit') ?? 'KiB'
  const inMiB: Readonly<Record<string, number>> = { KiB: 2 ** -10, MiB: 1, GiB: 2 ** 10, TiB: 2 ** 20 }
  const factor = inMiB[unit]
  if (factor === undefined) throw new XmlError(`the unit ${unit} of <maxMemory> is not known`)
  if (Number(textOf(maximum)) * factor >= memoryMiB) return
  setAttribute(maximum, 'unit', 'MiB')
  setText(maximum, memoryMiB)
}

function refuseNuma(domain: Element, what: string): void {
  const cells = children(descend(domain, 'cpu', 'numa'), 'cell').length
  if (cells > 0 && (what === 'CPUs' || cells > 1))
    throw new XmlError(`its ${what} are spread over NUMA nodes by hand; change them with virsh edit`)
}
