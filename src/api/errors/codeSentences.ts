import { message, type Message } from '../../base/message';
import { normaliseCode } from './codeFamilies';

const CHECK_SERVERS = message('Refresh the list: the cloud does not know a server by this ID in this project.');
const CHECK_PHONES = message('Refresh the list: the cloud does not know a phone by this ID in this project.');
const OUR_FAULT = message('The cloud did not understand the request. Please report this with the request ID.');
const WAIT = message('Wait a moment and try again.');
const SIGN_IN = message('Sign in again.');
const ADMINISTRATOR = message('Ask an administrator of the account for the permission.');
const CLOUD_FAULT = message(
  'Something failed inside the cloud. Try again later. If it keeps failing, give the request ID to support.',
);
const APP = message('The cloud app does not exist, or is not open to this user. Ask an administrator.');
const ORDER = message('The order is not possible in this form. Place it in the console.');
const CHECK_FILE = message('Check the bucket and the path of the file, and that the cloud phone service may read it.');
const ADDRESS = message('The cloud blocks the network address of this machine. Ask an administrator to allow it.');

/**
 * What to do about each code, in our own words. The sources are the CPH reference of 2021, cph_api_0604.html,
 * ErrorCode.html, api-sign-errorcode.html and the IAM error list. The keys are in upper case.
 */
const ADVICE: Readonly<Record<string, Message>> = {
  ...each(
    message(
      'Ask an administrator for the permission, and sign in with a token of this project: one of the account alone is refused too.',
    ),
    'CPS.0001',
  ),
  ...each(OUR_FAULT, 'CPS.0002', 'CPS.0009', 'CPS.0010', 'CPS.0048', 'CPS.0049', 'CPS.0077', 'CPS.0080', 'CPS.0081'),
  ...each(OUR_FAULT, 'CPS.0094', 'CPS.0095', 'CPS.0096', 'CPS.0117', 'CPS.0118', 'CPS.0161'),
  ...each(CLOUD_FAULT, 'CPS.0003'),
  ...each(CHECK_PHONES, 'CPS.0004', 'CPS.0005'),
  ...each(message('The account has an overdue balance. Top it up, or contact its owner.'), 'CPS.0006'),
  ...each(message('The account is suspended. Ask its owner.'), 'CPS.0007'),
  ...each(message('The account must prove its identity first (real-name verification in the console).'), 'CPS.0008'),
  ...each(message('The cloud no longer knows this job. Refresh, and check the status.'), 'CPS.0011', 'CPS.0050'),
  ...each(CHECK_SERVERS, 'CPS.0015', 'CPS.0016', 'CPS.0097', 'CPS.0156', 'CPS.0159'),
  ...each(message('The system is busy. Wait a few minutes and try again.'), 'CPS.0042'),
  ...each(message('Check that the project ID belongs to the region of this project.'), 'CPS.0046'),
  ...each(
    message('The phone is frozen, usually because of an unpaid bill. Check the order in the console.'),
    'CPS.0053',
  ),
  ...each(message('The cloud gave up on the job. Check the status, then try again.'), 'CPS.0054'),
  ...each(message('The server is not ready. Wait until its status is normal.'), 'CPS.0098', 'CPS.0099'),
  ...each(message('The phone is not running. Start it first.'), 'CPS.0141'),
  ...each(
    message('The server cannot be restarted now. Wait until nothing else is at work on it, then try again.'),
    'CPS.0158',
  ),
  ...each(
    message(
      'The phone must be running or shut down. Wait until a restart, reset or shutdown of it has ended. If the phone is abnormal, contact support.',
    ),
    'CPS.0165',
  ),
  ...each(message('The cloud does not take so many phones at a time. Choose fewer phones.'), 'CPS.0190'),
  ...each(
    message('The server is frozen, usually because of an unpaid bill. Check the order in the console.'),
    'CPS.1028',
  ),
  ...each(message('Choose another key pair: the cloud does not know this one.'), 'CPS.0067', 'CPS.0068'),
  ...each(
    message('Check the property of the phone: the cloud does not accept it.'),
    'CPS.0078',
    'CPS.0163',
    'CPS.0164',
  ),
  ...each(CHECK_FILE, 'CPS.0104', 'CPS.0134', 'CPS.0135', 'CPS.0155', 'CPS.0172'),
  ...each(message('The name of the file must end in .apk.'), 'CPS.0119'),
  ...each(
    message('Refresh the list: the cloud does not know the encoding server.'),
    'CPS.0121',
    'CPS.0122',
    'CPS.0123',
  ),
  ...each(message('The encoding server is being created. Wait until it is done.'), 'CPS.0124'),
  ...each(message('The server does not support shared files.'), 'CPS.0137'),
  ...each(message('Only a shared bandwidth can be resized.'), 'CPS.0160'),
  ...each(message('Choose another image: the cloud does not know this one.'), 'CPS.0166'),
  ...each(CHECK_FILE, 'CPS.0167', 'CPS.0168', 'CPS.0169', 'CPS.0170', 'CPS.0171'),
  ...each(message('Check the name of the package.'), 'CPS.0173'),
  ...each(message('The command failed on the phone. Check its output.'), 'CPS.0191'),

  ...each(
    message('The account does not use KooPhone, or the project belongs to another account.'),
    'KOOPHONE.API.0000',
  ),
  ...each(OUR_FAULT, 'KOOPHONE.API.0001', 'KOOPHONE.API.0002', 'KOOPHONE.API.0005', 'KOOPHONE.API.1000'),
  ...each(OUR_FAULT, 'KOOPHONE.API.5002', 'KOOPHONE.API.5004'),
  ...each(message('Check the project ID: KooPhone does not know the project.'), 'KOOPHONE.API.0004'),
  ...each(
    message('Check that each instance belongs to this project; if it does, ask an administrator for the permission.'),
    'KOOPHONE.API.1001',
  ),
  ...each(message('The instances are in several regions. Act on one region at a time.'), 'KOOPHONE.API.1002'),
  ...each(message('Subscribe to KooPhone in the console first.'), 'KOOPHONE.API.1004'),
  ...each(message('An instance belongs to another account. Refresh the list.'), 'KOOPHONE.API.1012'),
  ...each(message('The cloud no longer knows this task. Check the status of the instances.'), 'KOOPHONE.API.1323'),
  ...each(APP, 'KOOPHONE.API.2001', 'KOOPHONE.API.2002'),
  ...each(ORDER, 'KOOPHONE.API.3002', 'KOOPHONE.API.3003', 'KOOPHONE.API.3006', 'KOOPHONE.API.3007'),
  ...each(OUR_FAULT, 'KOOPHONE.API.3008'),
  ...each(
    message('The instance is frozen, usually because of an unpaid bill. Check the order in the console.'),
    'KOOPHONE.API.2004',
  ),
  ...each(message('The instance is being restored. Wait until it is done.'), 'KOOPHONE.API.2005'),
  ...each(message('The instance is being backed up. Wait until it is done.'), 'KOOPHONE.API.2006'),
  ...each(message('The user is not bound to that instance. Refresh the list.'), 'KOOPHONE.API.2210'),
  ...each(message('Refresh the list: the instance does not exist.'), 'KOOPHONE.API.4001'),
  ...each(
    message(
      'An instance of the request is not running, and so the whole request was refused. Refresh, and leave it out.',
    ),
    'KOOPHONE.API.5005',
  ),
  ...each(CLOUD_FAULT, 'KOOPHONE.API.9999', 'common.00030008', 'KOOPHONE.adMgmt.0077', 'KOOPHONE.adMgmt.0078'),
  ...each(message('No instance is free to be assigned.'), 'KOOPHONE.API.2003'),
  ...each(
    message(
      'An instance of the request cannot be assigned. Others of it may be assigned now. Refresh, and assign those that are still free.',
    ),
    'KPAPI.2209',
  ),
  ...each(
    message('An instance of the request does not exist or is abnormal. Refresh, and leave it out.'),
    'KPAPI.61812',
  ),

  ...each(message('Check the endpoint and the region: this address does not offer the service.'), 'APIGW.0101'),
  ...each(CLOUD_FAULT, 'APIGW.0103', 'APIGW.0104', 'APIGW.0105', 'APIGW.0106', 'APIGW.0705', 'APIGW.0601'),
  ...each(CLOUD_FAULT, 'APIGW.0602', 'APIGW.0603', 'APIGW.0604', 'APIGW.0605', 'APIGW.0606', 'APIGW.0607'),
  ...each(CLOUD_FAULT, 'APIGW.0608', 'APIGW.0609', 'APIGW.0610', 'APIGW.0611', 'APIGW.0612'),
  ...each(
    message('The service behind the gateway did not respond. Check the status before you try again.'),
    'APIGW.0201',
  ),
  ...each(
    message('The cloud wants a newer TLS version. Check the proxy between this machine and the cloud.'),
    'APIGW.0204',
  ),
  ...each(
    message('The credential was not accepted. Sign in again.'),
    'APIGW.0301',
    'APIGW.0303',
    'APIGW.0305',
    'APIGW.0311',
  ),
  ...each(message('The token must be updated. Sign in again.'), 'APIGW.0307'),
  ...each(ADMINISTRATOR, 'APIGW.0302', 'APIGW.0304', 'APIGW.0306'),
  ...each(message('Too many requests in a short time. Wait a minute and try again.'), 'APIGW.0308', 'IAM.0012'),
  ...each(message('The project cannot be used. Check its ID, or choose another one.'), 'APIGW.0310'),
  ...each(ADDRESS, 'APIGW.0401', 'APIGW.0402', 'APIGW.0404'),
  ...each(message('The quota of the gateway is used up, or the application is frozen.'), 'APIGW.0501', 'APIGW.0502'),
  ...each(WAIT, 'APIGW.0613'),
  ...each(message('The user may not work in this region. Ask an administrator.'), 'APIGW.0802'),
  ...each(message('The key of the application is wrong.'), 'APIGW.1009'),

  ...each(SIGN_IN, 'IAM.0001'),
  ...each(ADMINISTRATOR, 'IAM.0002', 'IAM.0003'),
  ...each(message('Check the names: IAM knows no such thing.'), 'IAM.0004'),
  ...each(message('Something else changed it at the same time. Try again.'), 'IAM.0005'),
  ...each(CLOUD_FAULT, 'IAM.0006'),
  ...each(OUR_FAULT, 'IAM.0007', 'IAM.0011'),
  ...each(message('The token is not valid. Get a new one.'), 'IAM.0009', 'IAM.0067'),
  ...each(
    message(
      'The user is locked after several wrong passwords. Wait until an administrator or the time set by one unlocks it.',
    ),
    'IAM.0061',
  ),
  ...each(message('The user name or the password is wrong. Several wrong ones lock the user.'), 'IAM.0062'),
  ...each(message('The token has expired. Get a new one.'), 'IAM.0066'),
  ...each(message('The owner of the access key is disabled. Ask an administrator.'), 'IAM.0080'),
  ...each(message('The user may use the console only. Ask an administrator for programmatic access.'), 'IAM.0081'),
  ...each(message('The user is disabled. Ask an administrator.'), 'IAM.0082'),
};

function each(sentence: Message, ...codes: string[]): Record<string, Message> {
  return Object.fromEntries(codes.map((code) => [code.toUpperCase(), sentence]));
}

/**
 * @param code a code of the cloud in any spelling
 * @returns one sentence that says what to do, or undefined when the table does not have the code
 */
export const adviceFor = (code: string): Message | undefined => ADVICE[normaliseCode(code).toUpperCase()];
