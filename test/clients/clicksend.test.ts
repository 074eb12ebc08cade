import { expect, test } from 'vitest';
import { everyMethod, startClient } from './clicksend.fixture.ts';
import { account, contacts, post, rules } from './clicksend-account.fixture.ts';

/** Parts of the service that the sandbox does not have. */
const left: readonly (readonly [name: RegExp, why: string])[] = [
  [/^AccountRechargeApi\./, 'buys credit with a credit card; the control set-balance gives it'],
  [/^FAXApi\./, 'fax is not part of the connector'],
  [/^NumberApi\./, 'buys telephone numbers'],
  [/^ReferralAccountApi\./, 'the programme for referrers'],
  [/^ResellerAccountApi\./, 'accounts of resellers'],
  [/^TransferCreditApi\./, 'accounts of resellers'],
  [/^AccountApi\.forgot/, 'resets a password by e-mail, which needs no API'],
];

type World = Awaited<ReturnType<typeof startClient>>;

const inAnHour = 1_795_176_000;
const number = '+61491570159';

async function sms({ call, model, advance, sandbox }: World) {
  const rule = { ruleName: 'Poll', matchType: 0, action: 'POLL', actionAddress: '', enabled: 1 };
  await call('SMSDeliveryReceiptRulesApi.smsDeliveryReceiptAutomationPost', model('DeliveryReceiptRule', rule));
  const inbound = {
    dedicatedNumber: '*',
    ruleName: 'In',
    messageSearchType: 0,
    messageSearchTerm: '',
    action: 'POLL',
    actionAddress: '',
    enabled: 1,
  };
  await call('InboundSMSRulesApi.smsInboundAutomationPost', model('InboundSMSRule', inbound));
  const batch = (messages: object[]) =>
    model('SmsMessageCollection', { messages: messages.map((one) => model('SmsMessage', one)) });
  const now = { to: number, body: 'Now', source: 'test', customString: 'a' };
  const later = { to: number, body: 'Later', schedule: inAnHour };
  expect(await call('SMSApi.smsPricePost', batch([now]))).toMatchObject({ total_price: 0.0715 });
  const sent = await call('SMSApi.smsSendPost', batch([now, later, { ...later, body: 'Later still' }]));
  expect(sent).toMatchObject({ queued_count: 3, total_price: 0.2145 });
  const [first, second] = sent.messages.map((one: any) => one.message_id);
  await call('SMSApi.smsCancelByMessageIdPut', second);
  // Another one waits since the demo data was made.
  expect(await call('SMSApi.smsCancelAllPut')).toEqual({ count: 2 });
  advance(30);
  expect(await call('SMSApi.smsHistoryGet', `message_id:${first}`)).toMatchObject({
    total: 1,
    data: [{ status: 'Sent' }],
  });
  expect((await call('SMSApi.smsHistoryExportGet', 'export.csv')).url).toContain('?filename=export.csv');
  expect(await call('SMSApi.smsReceiptsGet')).toMatchObject({
    total: 1,
    data: [{ message_id: first, status_code: '201' }],
  });
  expect(await call('SMSApi.smsReceiptsByMessageIdGet', first)).toMatchObject({ custom_string: 'a' });
  await call('SMSApi.smsReceiptsPost', model('Url', { url: 'poll' }));
  await call('SMSApi.smsReceiptsReadPut', model('DateBefore', {}));
  expect(await call('SMSApi.smsReceiptsGet')).toMatchObject({ total: 0, last_page: 0 });
  await sandbox.sandbox.control('reply', { message: first, text: 'Thanks' });
  await call('SMSApi.smsInboundPost', model('Url', { url: 'poll' }));
  const unread = await call('SMSApi.smsInboundGet');
  expect(unread).toMatchObject({ total: 2, data: [{ body: 'Thanks', original_message_id: first }, {}] });
  await call('SMSApi.smsInboundReadByMessageIdPut', unread.data[0].message_id);
  await call('SMSApi.smsInboundReadPut', model('DateBefore', {}));
  const template = model('SmsTemplate', { templateName: 'T', body: 'B' });
  const { template_id: id } = await call('SMSApi.smsTemplatesPost', template);
  await call('SMSApi.smsTemplatesByTemplateIdPut', id, model('SmsTemplate', { templateName: 'T2', body: 'B2' }));
  expect(await call('SMSApi.smsTemplatesGet')).toMatchObject({ total: 3 });
  await call('SMSApi.smsTemplatesByTemplateIdDelete', id);
  expect((await call('StatisticsApi.statisticsSmsGet')).total).toMatchObject({ inbound: { count: 1 } });
  await emailToSms({ call, model });
}

async function emailToSms({ call, model }: Pick<World, 'call' | 'model'>) {
  await call(
    'EmailToSmsApi.smsEmailSmsPost',
    model('EmailSMSAddress', { emailAddress: 'a@example.com', from: number }),
  );
  expect(await call('EmailToSmsApi.smsEmailSmsGet')).toMatchObject({ total: 1 });
  const strip = (text: string) => model('StrippedString', { stripString: text });
  const { rule_id: id } = await call('EmailToSmsApi.smsEmailSmsStrippedStringPost', strip('--'));
  await call('EmailToSmsApi.smsEmailSmsStrippedStringPut', strip('---'), id);
  expect(await call('EmailToSmsApi.smsEmailSmsStrippedStringGet', id)).toMatchObject({ strip_string: '---' });
  expect(await call('EmailToSmsApi.smsEmailSmsStrippedStringsGet')).toMatchObject({ total: 1 });
  await call('EmailToSmsApi.smsEmailSmsStrippedStringDelete', id);
}

async function voiceAndMms({ call, model, advance }: World) {
  const speak = {
    to: number,
    body: 'Hello',
    voice: 'female',
    lang: 'en-au',
    customString: 'v',
    country: 'AU',
    requireInput: 1,
  };
  const calls = (...all: object[]) =>
    model('VoiceMessageCollection', { messages: all.map((one) => model('VoiceMessage', one)) });
  const rule = model('DeliveryReceiptRule', {
    ruleName: 'V',
    matchType: 0,
    action: 'POLL',
    actionAddress: '',
    enabled: 1,
  });
  await call('VoiceDeliveryReceiptRulesApi.voiceDeliveryReceiptAutomationPost', rule);
  expect(await call('VoiceApi.voicePricePost', calls(speak))).toMatchObject({ queued_count: 1 });
  const { messages } = await call(
    'VoiceApi.voiceSendPost',
    calls(speak, { ...speak, schedule: inAnHour }, { ...speak, schedule: inAnHour, body: 'Bye' }),
  );
  expect(messages.map((one: any) => one.status)).toEqual(['SUCCESS', 'THROTTLED', 'SUCCESS']);
  await call('VoiceApi.voiceCancelByMessageIdPut', messages[2].message_id);
  // One waits in the demo data.
  expect(await call('VoiceApi.voiceCancelAllPut')).toEqual({ count: 1 });
  advance(30);
  expect(await call('VoiceApi.voiceHistoryGet')).toMatchObject({ total: 3 });
  await call('VoiceApi.voiceHistoryExportGet', 'calls.csv');
  expect(await call('VoiceApi.voiceReceiptsGet')).toMatchObject({ total: 1, data: [{ digits: '1' }] });
  await call('VoiceApi.voiceReceiptsPost', model('Url', { url: 'poll' }));
  await call('VoiceApi.voiceReceiptsReadPut', model('DateBefore', {}));
  expect((await call('VoiceApi.voiceLangGet')).map((one: any) => one.code)).toContain('en-au');
  expect((await call('StatisticsApi.statisticsVoiceGet')).total.outbound.count).toBe(1);
  const picture = { to: number, subject: 'Look', body: 'Here', country: 'AU' };
  const mms = model('MmsMessageCollection', {
    mediaFile: 'https://example.com/a.gif',
    messages: [model('MmsMessage', picture)],
  });
  expect(await call('MMSApi.mmsPricePost', mms)).toMatchObject({ total_price: 0.286 });
  expect(await call('MMSApi.mmsSendPost', mms)).toMatchObject({ queued_count: 1 });
  expect(await call('MMSApi.mmsHistoryGet', 'status:Queued')).toMatchObject({ total: 1, data: [{ subject: 'Look' }] });
  await call('MMSApi.mmsHistoryExportGet', 'mms.csv');
  await call('MMSApi.mmsReceiptsGet');
  await call('MMSApi.mmsReceiptsReadPut', model('DateBefore', {}));
}

async function campaigns({ call, model, advance }: World, listId: number) {
  const text = { listId, name: 'C', body: 'Hi (First Name)', from: '', schedule: inAnHour };
  const sms = model('SmsCampaign', text);
  expect(await call('SmsCampaignApi.smsCampaignsPricePost', sms)).toMatchObject({
    total_count: 2,
    total_price: '0.1430',
  });
  const { sms_campaign_id: id } = await call('SmsCampaignApi.smsCampaignsSendPost', sms);
  await call('SmsCampaignApi.smsCampaignsBySmsCampaignIdPut', id, model('SmsCampaign', { ...text, name: 'C2' }));
  expect(await call('SmsCampaignApi.smsCampaignBySmsCampaignIdGet', id)).toMatchObject({
    name: 'C2',
    status: 'Scheduled',
  });
  await call('SmsCampaignApi.smsCampaignsCancelBySmsCampaignIdPut', id);
  expect(await call('SmsCampaignApi.smsCampaignsGet')).toMatchObject({ total: 2, data: [{ status: 'Cancelled' }, {}] });
  const picture = { ...text, subject: 'S', mediaFile: 'https://example.com/a.gif' };
  const mms = model('MmsCampaign', picture);
  await call('MmsCampaignApi.mmsCampaignsPricePost', mms);
  const { mms_campaign_id: mmsId } = await call('MmsCampaignApi.mmsCampaignsSendPost', mms);
  await call('MmsCampaignApi.mmsCampaignsByMmsCampaignIdPut', mmsId, mms);
  await call('MmsCampaignApi.mmsCampaignByMmsCampaignIdGet', mmsId);
  await call('MmsCampaignApi.mmsCampaignsCancelByMmsCampaignIdPut', mmsId);
  await call('MmsCampaignApi.mmsCampaignsGet');
  advance(1);
}

async function email({ call, model, advance, sandbox }: World, listId: number) {
  const { email_address_id: id } = await call(
    'EmailMarketingApi.allowedEmailAddressPost',
    model('EmailAddress', { emailAddress: 'me@example.com' }),
  );
  await call('EmailMarketingApi.sendVerificationTokenGet', id);
  const [letter] = sandbox.world.outbox.list({ to: 'me@example.com' });
  const token = /token: (\S+)/.exec(letter?.text ?? '')?.[1];
  expect(await call('EmailMarketingApi.verifyAllowedEmailAddressGet', id, token)).toMatchObject({ verified: 1 });
  expect(await call('EmailMarketingApi.specificAllowedEmailAddressGet', id)).toMatchObject({ verified: 1 });
  expect(await call('EmailMarketingApi.allowedEmailAddressGet')).toMatchObject({ total: 3 });
  const mail = model('Email', {
    to: [model('EmailRecipient', { email: 'you@example.com', name: 'You' })],
    from: model('EmailFrom', { emailAddressId: String(id), name: 'Me' }),
    subject: 'Hi',
    body: '<p>Hello</p>',
  });
  expect(await call('TransactionalEmailApi.emailPricePost', mail)).toMatchObject({ price: '0.0050' });
  await call('TransactionalEmailApi.emailSendPost', mail);
  advance(5);
  expect(sandbox.world.outbox.list({ to: 'you@example.com' })).toMatchObject([{ subject: 'Hi', text: 'Hello' }]);
  expect(await call('TransactionalEmailApi.emailHistoryGet')).toMatchObject({ total: 1, data: [{ status: 'Sent' }] });
  await call('TransactionalEmailApi.emailHistoryExportGet', 'mail.csv');
  const campaign = model('EmailCampaign', {
    name: 'N',
    subject: 'S',
    body: 'B',
    fromEmailAddressId: id,
    fromName: 'Me',
    listId,
    schedule: inAnHour,
  });
  await call('EmailMarketingApi.emailCampaignPricePost', campaign);
  const made = (await call('EmailMarketingApi.emailCampaignPost', campaign)).data.email_campaign_id;
  await call('EmailMarketingApi.emailCampaignPut', made, campaign);
  expect(await call('EmailMarketingApi.emailCampaignGet', made)).toMatchObject({ status: 'Scheduled' });
  expect(await call('EmailMarketingApi.emailCampaignsGet')).toMatchObject({ total: 2 });
  await call('EmailMarketingApi.emailCampaignHistoryGet', made);
  await call('EmailMarketingApi.emailCampaignHistoryExportGet', made);
  expect(await call('EmailMarketingApi.cancelEmailCampaignPut', made)).toMatchObject({ status: 'Cancelled' });
  await call('EmailMarketingApi.specificAllowedEmailAddressDelete', id);
  await templates({ call, model });
}

async function templates({ call, model }: Pick<World, 'call' | 'model'>) {
  const { data: masters } = await call('MasterEmailTemplatesApi.masterEmailTemplatesGet');
  const { template_id: master, category_id: category } = masters[0];
  await call('MasterEmailTemplatesApi.masterEmailTemplateGet', master);
  await call('MasterEmailTemplatesApi.masterEmailTemplateCategoriesGet');
  await call('MasterEmailTemplatesApi.masterEmailTemplateCategoryGet', category);
  await call('MasterEmailTemplatesApi.masterEmailTemplatesInCategoryGet', category);
  const made = model('EmailTemplateNew', { templateName: 'Mine', templateIdMaster: master });
  const { template_id: id, body } = await call('UserEmailTemplatesApi.emailTemplatePost', made);
  expect(body).toContain('<html>');
  await call(
    'UserEmailTemplatesApi.emailTemplatePut',
    id,
    model('EmailTemplateUpdate', { templateName: 'M', body: 'B' }),
  );
  expect(await call('UserEmailTemplatesApi.emailTemplateGet', id)).toMatchObject({
    body: 'B',
    template_id_master: master,
  });
  await call('UserEmailTemplatesApi.emailTemplatesGet');
  await call('UserEmailTemplatesApi.emailTemplateDelete', id);
}

test('every method of the npm client, except those named here with a reason, does its work', async () => {
  const world = await startClient();
  await account(world);
  const list = await contacts(world);
  await sms(world);
  await voiceAndMms(world);
  await campaigns(world, list);
  await email(world, list);
  await post(world);
  await rules(world);
  const all = everyMethod();
  const isLeft = (method: string) => left.some(([name]) => name.test(method));
  expect(all.length).toBeGreaterThan(150);
  expect(all.filter((method) => !world.called.has(method) && !isLeft(method))).toEqual([]);
  expect(left.filter(([name]) => !all.some((method) => name.test(method)))).toEqual([]);
});

test('the npm client rejects with the envelope of a refusal', async () => {
  const { call, model } = await startClient();
  await expect(call('SMSApi.smsTemplatesByTemplateIdDelete', 99)).rejects.toThrow('"http_code":404');
  await expect(call('ContactListApi.listsByListIdGet', 99)).rejects.toThrow('FORBIDDEN');
  await expect(call('SMSApi.smsTemplatesPost', model('SmsTemplate', { body: 'x' }))).rejects.toThrow('template_name');
});
