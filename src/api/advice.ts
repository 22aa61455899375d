import { normaliseCode } from './codes';

const CHECK_SERVERS = 'Refresh the list: the cloud does not know a server by this id in this project.';
const CHECK_PHONES = 'Refresh the list: the cloud does not know a phone by this id in this project.';
const OUR_FAULT = 'The cloud did not understand the request. Please report this with the request id.';
const WAIT = 'Wait a moment and try again.';
const SIGN_IN = 'Sign in again.';
const ADMINISTRATOR = 'Ask an administrator of the account for the permission.';
const CLOUD_FAULT = 'Something failed inside the cloud. Try again later, and give support the request id if it stays.';
const APP = 'The cloud app does not exist, or is not open to this user. Ask an administrator.';
const ORDER = 'The order is not possible in this form. Place it in the console.';
const CHECK_FILE = 'Check the bucket and the path of the file, and that the cloud phone service may read it.';
const ADDRESS = 'The cloud blocks the network address of this machine. Ask an administrator to allow it.';

/** In our own words, after the CPH reference of 2021, cph_api_0604.html, ErrorCode.html, api-sign-errorcode.html and the IAM error list. */
const ADVICE: Readonly<Record<string, string>> = {
  ...each(
    'Ask an administrator for the permission, and sign in with a token of this project: one of the account alone is refused too.',
    'CPS.0001',
  ),
  ...each(OUR_FAULT, 'CPS.0002', 'CPS.0009', 'CPS.0010', 'CPS.0048', 'CPS.0049', 'CPS.0077', 'CPS.0080', 'CPS.0081'),
  ...each(OUR_FAULT, 'CPS.0094', 'CPS.0095', 'CPS.0096', 'CPS.0117', 'CPS.0118', 'CPS.0161', 'CPS.0190'),
  ...each(CLOUD_FAULT, 'CPS.0003'),
  ...each(CHECK_PHONES, 'CPS.0004', 'CPS.0005'),
  ...each('The account owes money. Pay, or ask whoever pays.', 'CPS.0006'),
  ...each('The account is suspended. Ask its owner.', 'CPS.0007'),
  ...each('The account must prove its identity first (real-name verification in the console).', 'CPS.0008'),
  ...each('The cloud no longer knows this job. Refresh and look at the status itself.', 'CPS.0011', 'CPS.0050'),
  ...each(CHECK_SERVERS, 'CPS.0015', 'CPS.0016', 'CPS.0097', 'CPS.0156', 'CPS.0159'),
  ...each('The system is busy. Wait a few minutes and try again.', 'CPS.0042'),
  ...each('Check that the project id belongs to the region of this project.', 'CPS.0046'),
  ...each('The phone is frozen, mostly for an unpaid bill. Look at the order in the console.', 'CPS.0053'),
  ...each('The cloud gave up on the job. Look at the status, then try again.', 'CPS.0054'),
  ...each('The server is not ready. Wait until its status is normal.', 'CPS.0098', 'CPS.0099'),
  ...each('The phone is not running. Start it first.', 'CPS.0141'),
  ...each('The server cannot be restarted now. Wait until nothing else is at work on it, then try again.', 'CPS.0158'),
  ...each('The phone must be running or shut down. Wait until it is.', 'CPS.0165'),
  ...each('The server is frozen, mostly for an unpaid bill. Look at the order in the console.', 'CPS.1028'),
  ...each('Choose another key pair: the cloud does not know this one.', 'CPS.0067', 'CPS.0068'),
  ...each('Check the property of the phone: the cloud does not accept it.', 'CPS.0078', 'CPS.0163', 'CPS.0164'),
  ...each(CHECK_FILE, 'CPS.0104', 'CPS.0134', 'CPS.0135', 'CPS.0155', 'CPS.0172'),
  ...each('The name of the file must end in .apk.', 'CPS.0119'),
  ...each('Refresh the list: the cloud does not know the encoding server.', 'CPS.0121', 'CPS.0122', 'CPS.0123'),
  ...each('The encoding server is being created. Wait until it is done.', 'CPS.0124'),
  ...each('The server does not support shared files.', 'CPS.0137'),
  ...each('Only a shared bandwidth can be resized.', 'CPS.0160'),
  ...each('Choose another image: the cloud does not know this one.', 'CPS.0166'),
  ...each(CHECK_FILE, 'CPS.0167', 'CPS.0168', 'CPS.0169', 'CPS.0170', 'CPS.0171'),
  ...each('Check the name of the package.', 'CPS.0173'),
  ...each('The command failed on the phone. Look at what it wrote.', 'CPS.0191'),

  ...each('The account does not use KooPhone, or the project belongs to another account.', 'KOOPHONE.API.0000'),
  ...each(OUR_FAULT, 'KOOPHONE.API.0001', 'KOOPHONE.API.0002', 'KOOPHONE.API.0005', 'KOOPHONE.API.1000'),
  ...each(OUR_FAULT, 'KOOPHONE.API.5002', 'KOOPHONE.API.5004'),
  ...each('Check the project id: KooPhone does not know the project.', 'KOOPHONE.API.0004'),
  ...each(
    'Check that each instance belongs to this project; if it does, ask an administrator for the permission.',
    'KOOPHONE.API.1001',
  ),
  ...each('The instances are in several regions. Act on one region at a time.', 'KOOPHONE.API.1002'),
  ...each('Subscribe to KooPhone in the console first.', 'KOOPHONE.API.1004'),
  ...each('An instance belongs to another account. Refresh the list.', 'KOOPHONE.API.1012'),
  ...each('The cloud does not know this task any more. Look at the status of the instances.', 'KOOPHONE.API.1323'),
  ...each(APP, 'KOOPHONE.API.2001', 'KOOPHONE.API.2002'),
  ...each(ORDER, 'KOOPHONE.API.3002', 'KOOPHONE.API.3003', 'KOOPHONE.API.3006', 'KOOPHONE.API.3007'),
  ...each(OUR_FAULT, 'KOOPHONE.API.3008'),
  ...each('The instance is frozen, mostly for an unpaid bill. Look at the order in the console.', 'KOOPHONE.API.2004'),
  ...each('The instance is being restored. Wait until it is done.', 'KOOPHONE.API.2005'),
  ...each('The instance is being backed up. Wait until it is done.', 'KOOPHONE.API.2006'),
  ...each('The user is not bound to that instance. Refresh the list.', 'KOOPHONE.API.2210'),
  ...each('Refresh the list: the instance does not exist.', 'KOOPHONE.API.4001'),
  ...each(
    'An instance of the request is not running, and so the whole request was refused. Refresh, and leave it out.',
    'KOOPHONE.API.5005',
  ),
  ...each(CLOUD_FAULT, 'KOOPHONE.API.9999', 'common.00030008', 'KOOPHONE.adMgmt.0077', 'KOOPHONE.adMgmt.0078'),
  ...each('No instance is free to be assigned.', 'KPAPI.2209', 'KOOPHONE.API.2003'),
  ...each('An instance of the request does not exist or is abnormal. Refresh, and leave it out.', 'KPAPI.61812'),

  ...each('Check the endpoint and the region: this address does not offer the service.', 'APIGW.0101'),
  ...each(CLOUD_FAULT, 'APIGW.0103', 'APIGW.0104', 'APIGW.0105', 'APIGW.0106', 'APIGW.0705', 'APIGW.0601'),
  ...each(CLOUD_FAULT, 'APIGW.0602', 'APIGW.0603', 'APIGW.0604', 'APIGW.0605', 'APIGW.0606', 'APIGW.0607'),
  ...each(CLOUD_FAULT, 'APIGW.0608', 'APIGW.0609', 'APIGW.0610', 'APIGW.0611', 'APIGW.0612'),
  ...each('The service behind the gateway did not answer. Look at the status before trying again.', 'APIGW.0201'),
  ...each('The cloud wants a newer TLS version. Check the proxy between this machine and the cloud.', 'APIGW.0204'),
  ...each(`The credential was not accepted. ${SIGN_IN}`, 'APIGW.0301', 'APIGW.0303', 'APIGW.0305', 'APIGW.0311'),
  ...each(`The token must be updated. ${SIGN_IN}`, 'APIGW.0307'),
  ...each(ADMINISTRATOR, 'APIGW.0302', 'APIGW.0304', 'APIGW.0306'),
  ...each('Too many requests in a short time. Wait a minute and try again.', 'APIGW.0308', 'IAM.0012'),
  ...each('The project cannot be used. Check its id, or choose another one.', 'APIGW.0310'),
  ...each(ADDRESS, 'APIGW.0401', 'APIGW.0402', 'APIGW.0404'),
  ...each('The quota of the gateway is used up, or the application is frozen.', 'APIGW.0501', 'APIGW.0502'),
  ...each(WAIT, 'APIGW.0613'),
  ...each('The user may not work in this region. Ask an administrator.', 'APIGW.0802'),
  ...each('The key of the application is wrong.', 'APIGW.1009'),

  ...each(SIGN_IN, 'IAM.0001'),
  ...each(ADMINISTRATOR, 'IAM.0002', 'IAM.0003'),
  ...each('Check the names: IAM knows no such thing.', 'IAM.0004'),
  ...each('Something else changed it at the same time. Try again.', 'IAM.0005'),
  ...each(CLOUD_FAULT, 'IAM.0006'),
  ...each(OUR_FAULT, 'IAM.0007', 'IAM.0011'),
  ...each('The token is not valid. Get a new one.', 'IAM.0009', 'IAM.0067'),
  ...each(
    'The user is locked after several wrong passwords. Wait until an administrator or the time set by one unlocks it.',
    'IAM.0061',
  ),
  ...each('The user name or the password is wrong. Several wrong ones lock the user.', 'IAM.0062'),
  ...each('The token has ended. Get a new one.', 'IAM.0066'),
  ...each('The owner of the access key is disabled. Ask an administrator.', 'IAM.0080'),
  ...each('The user may use the console only. Ask an administrator for programmatic access.', 'IAM.0081'),
  ...each('The user is disabled. Ask an administrator.', 'IAM.0082'),
};

function each(sentence: string, ...codes: string[]): Record<string, string> {
  return Object.fromEntries(codes.map((code) => [code.toUpperCase(), sentence]));
}

/**
 * @param code in any spelling
 * @returns one sentence in English on what to do, or undefined when no page describes the code
 */
export const adviceFor = (code: string): string | undefined => ADVICE[normaliseCode(code).toUpperCase()];
