import { z } from 'zod';
import type { HttpResponse } from '../../../kernel/http.ts';
import { intOf, recordOf, textOf, unexpected } from '../../../kernel/shape.ts';
import { envelopeOf } from '../answers.ts';
import { campaignId } from '../schemas/campaign.ts';

export const campaignView = z.object({
  id: campaignId,
  name: z.string().describe('Name'),
  status: z.string().describe('pending, running, completed, stopped …, in the app’s words'),
  scheduled_on: z.string().optional().describe('When it starts, 2026-11-21 17:30 in the project’s zone'),
});

/** The campaigns of an answer; a project without any may answer without a list. */
export function campaignsOf(response: HttpResponse): z.output<typeof campaignView>[] {
  const { targets = [] } = envelopeOf(response);
  if (!Array.isArray(targets)) throw unexpected('a list of campaigns', response.body);
  return targets.map((target) => {
    const { id, name, status, scheduled_on } = recordOf(target) ?? {};
    const number = intOf(id);
    if (number === undefined) throw unexpected('a campaign with an id', target);
    const start = momentOf(textOf(scheduled_on));
    return {
      id: number,
      name: textOf(name) ?? '',
      status: textOf(status) ?? 'unknown',
      ...(start === undefined ? {} : { scheduled_on: start }),
    };
  });
}

/** `202611211730` as people write it. */
function momentOf(written: string | undefined): string | undefined {
  return written?.replace(/^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?$/, '$1-$2-$3 $4:$5');
}
