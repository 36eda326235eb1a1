// SPDX-License-Identifier: Apache-2.0
/* joint[k] = T(x_k, y_k), marginal[k] = T(x_k, y_p(k)), where shuffled[h][k] = v[h][p(k)]. */
CRITIC_INLINE void score_rows(int rows, int stride, int hidden, const float *u, const float *v, const float *shuffled,
                              const float *b, const float *w, float *joint, float *marginal) {
    for (int first = 0; first < stride; first += CRITIC_LANES) {
        const lanes used = LANES_USED(first, rows);
        lanes paired = {0}, unpaired = (used - 1.0f) * 1e30f;
        for (int h = 0; h < hidden; h++) {
            const lanes left = LANES_LOAD(u + h * stride + first) + b[h];
            paired += w[h] * LANES_RELU(left + LANES_LOAD(v + h * stride + first));
            unpaired += w[h] * LANES_RELU(left + LANES_LOAD(shuffled + h * stride + first));
        }
        LANES_STORE(joint + first, paired * used);
        LANES_STORE(marginal + first, unpaired);
    }
}

/* Returns log sum_k exp marginal[k]. joint[k] <- 1/K, marginal[k] <- -softmax: the pairs' weights in the gradient. */
CRITIC_INLINE float weigh_rows(int rows, int stride, float *joint, float *marginal) {
    lanes largest = (lanes){0} - 1e30f, sum = {0};
    for (int at = 0; at < stride; at += CRITIC_LANES) {
        const lanes score = LANES_LOAD(marginal + at);
        largest = LANES_CHOOSE(score > largest, score, largest);
    }
    const float top = LANES_MAXIMUM(largest);
    for (int at = 0; at < stride; at += CRITIC_LANES) {
        const lanes e = LANES_EXP(LANES_LOAD(marginal + at) - top);
        LANES_STORE(marginal + at, e);
        sum += e;
    }
    const float total = LANES_SUM(sum);
    for (int at = 0; at < stride; at += CRITIC_LANES) {
        LANES_STORE(joint + at, LANES_USED(at, rows) / (float)rows);
        LANES_STORE(marginal + at, LANES_LOAD(marginal + at) * (-1.0f / total));
    }
    return top + logf(total);
}

/* Gradients of one hidden unit; `late` receives the marginal term's gradient in v[p(k)]. */
CRITIC_INLINE void gather_unit(int stride, const float *u, const float *v, const float *shuffled, float b, float w,
                               const float *joint, const float *marginal, float *du, float *dv, float *late,
                               float *db, float *dw) {
    lanes bias = {0}, output = {0};
    for (int at = 0; at < stride; at += CRITIC_LANES) {
        const lanes left = LANES_LOAD(u + at) + b;
        const lanes paired = left + LANES_LOAD(v + at), unpaired = left + LANES_LOAD(shuffled + at);
        const lanes first = LANES_KEEP(paired > 0, LANES_LOAD(joint + at));
        const lanes second = LANES_KEEP(unpaired > 0, LANES_LOAD(marginal + at));
        output += first * paired + second * unpaired;
        bias += first + second;
        LANES_STORE(du + at, (first + second) * w);
        LANES_STORE(dv + at, first * w);
        LANES_STORE(late + at, second * w);
    }
    *db = LANES_SUM(bias) * w;
    *dw = LANES_SUM(output);
}

CRITIC_INLINE float permuted(int rows, int stride, int hidden, const float *u, const float *v, const float *b,
                             const float *w, const int32_t *permutation, float *du, float *dv, float *db, float *dw,
                             float *table) {
    float *shuffled = table, *late = table + hidden * stride;
    float *joint = table + 2 * hidden * stride, *marginal = joint + stride;
    for (int h = 0; h < hidden; h++) {
        for (int k = 0; k < rows; k++) shuffled[h * stride + k] = v[h * stride + permutation[k]];
        for (int k = rows; k < stride; k++) shuffled[h * stride + k] = 0;
    }
    score_rows(rows, stride, hidden, u, v, shuffled, b, w, joint, marginal);
    float sum = 0;
    for (int k = 0; k < rows; k++) sum += joint[k];
    const float value = sum / (float)rows - (weigh_rows(rows, stride, joint, marginal) - logf((float)rows));
    for (int h = 0; h < hidden; h++) {
        const int at = h * stride;
        gather_unit(stride, u + at, v + at, shuffled + at, b[h], w[h], joint, marginal, du + at, dv + at, late + at,
                    db + h, dw + h);
        for (int k = 0; k < rows; k++) dv[at + permutation[k]] += late[at + k];
    }
    return value + critic_infection(hidden * stride, u) + critic_infection(hidden * stride, v);
}

static float NAME(critic_permuted)(int rows, int hidden, const float *u, const float *v, const float *b, const float *w,
                      const int32_t *permutation, float *du, float *dv, float *db, float *dw, float *table) {
    if (hidden == 10 && rows == 16) return permuted(16, 16, 10, u, v, b, w, permutation, du, dv, db, dw, table);
    return permuted(rows, critic_stride(rows), hidden, u, v, b, w, permutation, du, dv, db, dw, table);
}
