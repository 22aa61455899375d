import { type Fleet, type Phone, type Server } from '../state/fleet';
import { type Job, jobStatus } from '../state/jobs';
import { serverStatus } from '../state/progress';

const zone = 'cn-north-4a';

/** @returns the time in UTC as CPH writes it: `YYYY-MM-DDTHH:MM:SSZ` */
function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** A row of GET servers (cph_api_0502.html). */
export function serverRow(server: Server, fleet: Fleet, now: number): object {
  return {
    server_id: server.serverId,
    server_name: server.name,
    server_model_name: 'physical.rx1.xlarge',
    phone_model_name: 'rx1.cp.c60.d10.e1v1',
    keypair_name: 'KeyPair-demo',
    availability_zone: zone,
    enterprise_project_id: '0',
    resource_project_id: server.serverId.split('').reverse().join(''),
    status: serverStatus(server, fleet, now),
    addresses: [
      { public_ip: server.publicIp, server_ip: server.serverIp, access_ip: '', intranet_ip: server.serverIp },
    ],
    network_version: 'v2',
    vpc_cidr: '192.168.0.0/16',
    metadata: { order_id: 'CS2201011200AAAAA', product_id: '00301-110000-0--0', charging_mode: 0 },
    create_time: utc(server.createdAt),
    update_time: utc(server.createdAt),
  };
}

/** A row of GET phones (cph_api_0503.html). */
export function phoneRow(phone: Phone, status: number): { readonly imei: string } {
  const row = {
    phone_id: phone.phoneId,
    phone_name: phone.name,
    server_id: phone.serverId,
    phone_model_name: 'rx1.cp.c60.d10.e1v1',
    image_id: '11111111111111111111111111111111',
    image_version: 'AOSP 11',
    imei: `86${String(Number.parseInt(phone.phoneId.slice(0, 10), 16))
      .padStart(13, '0')
      .slice(0, 13)}`,
    availability_zone: zone,
    status,
    type: 0,
    vnc_enable: 'false',
    has_encrypt: false,
    traffic_type: 'direct',
    volume_mode: 0,
    metadata: { order_id: 'CS2201011200AAAAA', product_id: '00301-110000-0--0' },
    create_time: utc(phone.createdAt),
    update_time: utc(phone.createdAt),
  };
  return row;
}

/**
 * The ports of a phone (cph_api_0504.html). That ADB is among them is derived from the user guide (cph_ug_0010.html); its
 * port is not public.
 */
export function accessInfos(phone: Phone, fleet: Fleet): object[] {
  const server = fleet.servers.get(phone.serverId);
  const index = server?.phoneIds.indexOf(phone.phoneId) ?? 0;
  const adb = {
    type: 'adb',
    phone_ip: `10.237.${(index >> 8) & 255}.${(index & 255) + 1}`,
    server_ip: server?.serverIp ?? '',
    public_ip: '',
    listen_port: 5555,
    access_port: 4673 + index,
  };
  return [adb];
}

/** The fields of one job (cph_api_0521.html). */
export function jobRow(job: Job, now: number, dashedServerId: boolean): object {
  const status = jobStatus(job, now);
  return {
    job_id: job.jobId,
    ...(job.targetKind === 'phone'
      ? { phone_id: job.targetId }
      : { server_id: dashedServerId ? withDashes(job.targetId) : job.targetId }),
    status,
    begin_time: utc(job.beginAt),
    end_time: status === 1 ? null : utc(job.endAt),
    error_code: status === -1 ? job.failure?.code : null,
    error_msg: status === -1 ? job.failure?.message : null,
    execute_msg: null,
  };
}

function withDashes(id: string): string {
  return [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-');
}
