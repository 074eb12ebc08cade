import { expect } from 'vitest';
import type { startClient } from './clicksend.fixture.ts';

type World = Awaited<ReturnType<typeof startClient>>;

const number = '+61491570159';

export async function account({ call, model }: World) {
  expect(await call('AccountApi.accountGet')).toMatchObject({ username: 'demo', balance: '100.000000' });
  const person = {
    username: 'new-user',
    password: 'secret',
    userPhone: '518-481-1001',
    userEmail: 'new@example.com',
    userFirstName: 'New',
    userLastName: 'User',
    accountName: 'New Company',
    country: 'US',
  };
  expect(await call('AccountApi.accountPost', model('Account', person))).toMatchObject({ user_phone: '+15184811001' });
  const verification = model('AccountVerify', { country: 'AU', userPhone: number, type: 'sms' });
  const { activation_token: token } = await call('AccountApi.accountVerifySendPut', verification);
  await call('AccountApi.accountVerifyVerifyByActivationTokenPut', token);
  const usage = await call('AccountApi.accountUseageBySubaccountGet', 2026, 11);
  expect(usage.sms).toMatchObject([{ username: 'demo' }]);
  const sub = {
    apiUsername: 'sub',
    password: 'p',
    email: 'sub@example.com',
    phoneNumber: number,
    firstName: 'S',
    lastName: 'U',
  };
  const { subaccount_id: id } = await call('SubaccountApi.subaccountsPost', model('Subaccount', sub));
  await call('SubaccountApi.subaccountsBySubaccountIdPut', id, model('Subaccount', { firstName: 'Sue' }));
  expect(await call('SubaccountApi.subaccountsBySubaccountIdGet', id)).toMatchObject({ first_name: 'Sue' });
  expect((await call('SubaccountApi.subaccountsRegenApiKeyBySubaccountIdPut', id)).api_key).toMatch(/^[0-9A-F-]{36}$/);
  expect(await call('SubaccountApi.subaccountsGet', 1, 15)).toMatchObject({ total: 3 });
  await call('SubaccountApi.subaccountsBySubaccountIdDelete', id);
  expect(await call('CountriesApi.countriesGet')).toContainEqual({ code: 'AU', value: 'Australia' });
  expect(await call('TimezonesApi.timezonesGet')).toContain('Australia/Perth');
  const all = await call('GlobalSendingApi.listCountriesGet');
  await call('GlobalSendingApi.userCountriesAgreePost');
  const ids = { countryListIds: all.map((country: any) => country.country_list_id) };
  await call('GlobalSendingApi.userCountriesPost', model('CountryListIds', ids));
  expect(await call('GlobalSendingApi.userCountriesGet')).toHaveLength(all.length);
  const issue = { messageId: 'X', type: 'SMS', description: 'late', emailAddress: 'a@example.com' };
  await call('DeliveryIssuesApi.deliveryIssuesPost', model('DeliveryIssue', issue));
  expect(await call('DeliveryIssuesApi.deliveryIssuesGet')).toMatchObject({ total: 1 });
}

export async function contacts({ call, model, advance }: World): Promise<number> {
  const { list_id: list } = await call('ContactListApi.listsPost', model('ContactList', { listName: 'People' }));
  const { list_id: other } = await call('ContactListApi.listsPost', model('ContactList', { listName: 'Others' }));
  await call('ContactListApi.listsByListIdPut', list, model('ContactList', { listName: 'Friends' }));
  expect(await call('ContactListApi.listsByListIdGet', list)).toMatchObject({ list_name: 'Friends' });
  expect(await call('ContactListApi.listsGet', 1, 15)).toMatchObject({ total: 4 });
  const ada = model('Contact', { phoneNumber: number, custom1: 'x', email: 'ada@example.com', firstName: 'Ada' });
  const { contact_id: id } = await call('ContactApi.listsContactsByListIdPost', ada, list);
  await call('ContactApi.listsContactsByListIdAndContactIdPut', list, id, model('Contact', { firstName: 'Ada B.' }));
  expect(await call('ContactApi.listsContactsByListIdAndContactIdGet', list, id)).toMatchObject({
    first_name: 'Ada B.',
    custom_1: 'x',
  });
  const { contact_id: copy } = await call('ContactApi.listsCopyContactPut', list, id, other);
  await call('ContactApi.listsTransferContactPut', other, copy, list);
  expect(await call('ContactApi.listsContactsByListIdGet', list)).toMatchObject({ total: 2 });
  const fields = model('Fields', { fields: model('FieldsFields', { phoneNumber: '1' }) });
  expect(await call('ContactListApi.listsRemoveDuplicatesByListIdPut', list, fields)).toEqual({ deleted: 1 });
  const removeOptedOut = 'ContactApi.listsRemoveOptedOutContactsByListIdAndOptOutListIdPut';
  expect(await call(removeOptedOut, list, other)).toEqual({ deleted: 0 });
  const content = Buffer.from('+61491570110,Carl\n').toString('base64');
  const upload = await call('UploadApi.uploadsPost', model('UploadFile', { content }), 'csv');
  const file = model('ContactListImport', { fileUrl: upload._url, fieldOrder: ['phone', 'first_name'] });
  await call('ContactListApi.listsImportByListIdPost', list, file);
  advance(5);
  expect(await call('ContactApi.listsContactsByListIdGet', list)).toMatchObject({ total: 2 });
  expect(await call('SearchApi.searchContactsListsGet', 'Carl')).toMatchObject({ total: 1 });
  const { contact_id: gone } = await call(
    'ContactApi.listsContactsByListIdPost',
    model('Contact', { phoneNumber: '+61491570158' }),
    list,
  );
  await call('ContactApi.listsContactsByListIdAndContactIdDelete', list, gone);
  await call('ContactListApi.listsByListIdDelete', other);
  return list;
}

export async function post({ call, model }: World) {
  const place = {
    addressName: 'A',
    addressLine1: 'L',
    addressCity: 'Perth',
    addressState: 'WA',
    addressPostalCode: '6000',
    addressCountry: 'AU',
  };
  const { return_address_id: id } = await call('PostReturnAddressApi.postReturnAddressesPost', model('Address', place));
  await call(
    'PostReturnAddressApi.postReturnAddressesByReturnAddressIdPut',
    id,
    model('Address', { ...place, addressName: 'B' }),
  );
  expect(await call('PostReturnAddressApi.postReturnAddressesByReturnAddressIdGet', id)).toMatchObject({
    address_name: 'B',
  });
  expect(await call('PostReturnAddressApi.postReturnAddressesGet')).toMatchObject({ total: 2 });
  const recipients = [model('PostRecipient', { ...place, returnAddressId: id })];
  const letter = model('PostLetter', { fileUrl: 'https://example.com/a.pdf', recipients, colour: 1 });
  expect(await call('PostLetterApi.postLettersPricePost', letter)).toMatchObject({ total_price: 2.8 });
  expect(await call('PostLetterApi.postLettersSendPost', letter)).toMatchObject({ queued_count: 1 });
  expect(await call('PostLetterApi.postLettersHistoryGet')).toMatchObject({ total: 2 });
  await call('PostLetterApi.postLettersExportGet', 'letters.csv');
  const card = model('PostPostcard', { fileUrls: ['https://example.com/a.pdf'], recipients });
  await call('PostPostcardApi.postPostcardsPricePost', card);
  await call('PostPostcardApi.postPostcardsSendPost', card);
  expect(await call('PostPostcardApi.postPostcardsHistoryGet')).toMatchObject({ total: 2 });
  await call('PostPostcardApi.postPostcardsHistoryExportGet', 'cards.csv');
  await call('PostReturnAddressApi.postReturnAddressesByReturnAddressIdDelete', id);
  await call('DetectAddressApi.detectAddressPost', model('UploadFile', { content: 'UERG' }));
}

/** Each kind of rule is made, read, changed, listed and deleted. */
export async function rules({ call, model }: World) {
  const receipt = { ruleName: 'R', matchType: 1, action: 'EMAIL_FIXED', actionAddress: 'a@example.com', enabled: 1 };
  for (const [api, name] of [
    ['SMSDeliveryReceiptRulesApi', 'smsDeliveryReceipt'],
    ['VoiceDeliveryReceiptRulesApi', 'voiceDeliveryReceipt'],
    ['EmailDeliveryReceiptRulesApi', 'emailDeliveryReceipt'],
    ['FAXDeliveryReceiptRulesApi', 'faxDeliveryReceipt'],
  ]) {
    const rule = model('DeliveryReceiptRule', receipt);
    const { receipt_rule_id: id } = await call(`${api}.${name}AutomationPost`, rule);
    await call(`${api}.${name}AutomationPut`, id, rule);
    expect(await call(`${api}.${name}AutomationGet`, id)).toMatchObject({ match_type: 1 });
    expect((await call(`${api}.${name}AutomationsGet`)).total).toBeGreaterThan(0);
    await call(`${api}.${name}AutomationDelete`, id);
  }
  const inbound = {
    dedicatedNumber: '*',
    ruleName: 'I',
    messageSearchType: 2,
    messageSearchTerm: 'x',
    action: 'EMAIL_USER',
    actionAddress: '',
    enabled: 0,
  };
  for (const [api, name, kind] of [
    ['InboundSMSRulesApi', 'smsInbound', 'InboundSMSRule'],
    ['InboundFAXRulesApi', 'faxInbound', 'InboundFaxRule'],
  ] as const) {
    const rule = model(kind, inbound);
    const { inbound_rule_id: id } = await call(`${api}.${name}AutomationPost`, rule);
    await call(`${api}.${name}AutomationPut`, id, rule);
    expect(await call(`${api}.${name}AutomationGet`, id)).toMatchObject({ enabled: 0 });
    await call(`${api}.${name}AutomationsGet`);
    await call(`${api}.${name}AutomationDelete`, id);
  }
}
